"""What the import linter cannot see: names in strings obey the floors of the house too (design: who may know whom)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey

from tinhso.config.modules import FLOORS, MODULES, exists
from tinhso.foundation.ui import api as ui

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "tinhso"
ORDER = ["kernel", "foundation", "engines", "services", "casework", "flows", "insight", "portals", "lab", "config"]
# Modules of these floors may use each other; in the others they do not know each other.
OPEN_FLOORS = {"kernel", "foundation", "engines", "insight"}
# Foreign keys out of a module point to these only.
LINKED = {"identity", "reference", "files"}
TEMPLATE_NAME = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
DOOR = re.compile(r"""(?:\{%\s*door\s+|\bdoor_url\()["']([^"']+)["']""")
_NOBODY = "00000000-0000-7000-8000-000000000000"
DOOR_ARGS = {"procedure.apply": ("1.001193",), "custody.slip": (_NOBODY,), "dossier.work": (_NOBODY,)}
TEMPLATE_URL = re.compile(r"""\{%\s*url\s+["']([^"']+)["']""")


def module_of(path: Path) -> tuple[str, str]:
    """The floor and the module that a file is in."""
    parts = path.relative_to(HOUSE).parts
    return (parts[0], parts[1]) if len(parts) > 2 else (parts[0], "")


def floor_of(module: str) -> str:
    return next(floor for floor, names in FLOORS.items() if module in names)


def may_name(user: tuple[str, str], module: str) -> bool:
    floor, name = user
    if module == name:
        return True
    target = floor_of(module)
    return ORDER.index(target) < ORDER.index(floor) or (target == floor and floor in OPEN_FLOORS)


def sources(suffix: str) -> Iterator[Path]:
    for path in sorted(HOUSE.rglob(f"*{suffix}")):
        if not {"tests", "migrations", "node_modules"} & set(path.parts):
            yield path


@cache
def namespaces() -> dict[str, str]:
    """The name space of addresses of each module."""
    found = {}
    for module in MODULES:
        # The laboratory's addresses are mounted by its own commands only.
        if module.split(".")[1] == "lab":
            continue
        for place in (f"{module}.web.urls", f"{module}.urls"):
            if exists(place) and hasattr(import_module(place), "app_name"):
                found[import_module(place).app_name] = module.rpartition(".")[2]
    return found


@cache
def templates() -> dict[str, str]:
    """Each template's name and the module that owns it."""
    found = {}
    for path in sources(".html"):
        if "templates" in path.parts:
            name = "/".join(path.parts[path.parts.index("templates") + 1 :])
            found[name] = module_of(path)[1]
    return found


def _names_in_code(path: Path) -> Iterator[str]:
    """First arguments of reverse, redirect, render and the like."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function in {"reverse", "reverse_lazy", "redirect", "render", "render_to_string", "get_template"}:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_templates_extend_and_include_only_their_own_and_the_shell() -> None:
    wrong = []
    for path in sources(".html"):
        for name in TEMPLATE_NAME.findall(path.read_text("utf-8")):
            owner = templates().get(name)
            if owner is None and name.split("/")[0] in {"allauth", "account", "mfa", "idp", "socialaccount"}:
                continue
            if owner not in {module_of(path)[1], "ui"}:
                wrong.append(f"{path.relative_to(ROOT)}: {name} ({owner})")
    assert wrong == []


def test_code_renders_only_its_own_templates_and_the_shells() -> None:
    wrong = []
    for path in sources(".py"):
        for name in _names_in_code(path):
            if name.endswith(".html") and templates().get(name, "ui") not in {module_of(path)[1], "ui"}:
                wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []


def test_addresses_are_named_down_the_house_only() -> None:
    wrong = []
    for path in [*sources(".py"), *sources(".html")]:
        text = path.read_text("utf-8")
        names = TEMPLATE_URL.findall(text) if path.suffix == ".html" else list(_names_in_code(path))
        for name in names:
            space, colon, _ = name.partition(":")
            if not colon or space not in namespaces() or module_of(path)[0] == "config":
                continue
            if not may_name(module_of(path), namespaces()[space]):
                wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []


def test_every_door_that_a_page_links_to_is_opened_by_a_module() -> None:
    """Where a page of a room above is meant, the link goes by what it is for (ui: doors)."""
    used = {
        name
        for suffix in (".py", ".html")
        for path in sources(suffix)
        for name in DOOR.findall(path.read_text("utf-8"))
        if path.name != "ui.py"
    }
    assert used
    assert [name for name in sorted(used) if not ui.door_url(name, *DOOR_ARGS.get(name, ()))] == []


def test_every_name_space_is_the_modules_name() -> None:
    assert {space: module for space, module in namespaces().items() if space != module} == {}


def test_foreign_keys_point_down_and_are_one_way() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("tinhso."):
            continue
        label = model._meta.app_label
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey):
                continue
            target = field.related_model._meta.app_label
            if target == label:
                continue
            own = target in {name for names in FLOORS.values() for name in names}
            known = not own or (target in LINKED and may_name((floor_of(label), label), target))
            if not known or field.remote_field.related_name != "+":
                wrong.append(f"{model.__name__}.{field.name} -> {target} ({field.remote_field.related_name})")
    assert wrong == []


def test_the_kind_of_database_is_asked_in_two_places_only() -> None:
    asked = {
        str(path.relative_to(HOUSE))
        for path in sources(".py")
        if re.search(
            r"\.vendor\b|has_select_for_update|django\.db\.backends\.(sqlite3|postgresql)", path.read_text("utf-8")
        )
    }
    assert {name for name in asked if not name.startswith("foundation/search/")} == {
        "kernel/database.py",
        "config/settings/data.py",
    }


def test_the_modules_listed_are_the_modules_installed() -> None:
    installed = {name for name in settings.INSTALLED_APPS if name.startswith("tinhso.")}
    with_models = {m for m in MODULES if exists(f"{m}.models")}
    assert with_models <= {name.removesuffix(".apps") for name in installed} | {
        config.name for config in apps.get_app_configs()
    }
