"""The definition kinds `procedure`, `procedure_overrides` and `chooser`."""

from collections.abc import Iterable
from pathlib import Path

from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api
from tinhso.engines.procedures.types import Route
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

_SCHEMAS = Path(__file__).parent / "schemas"
# The levels at which a person files with us from home; "information" only tells.
FILED_ONLINE = ("full", "partial")


def check_procedure(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Sources of every value, codes, conditions, committed terms and the procedure's own cases."""
    folder = definition.file.rstrip("/").rpartition("/")[2]
    if folder not in (definition.code, "procedure.yaml") and not folder.startswith(f"{definition.code}@"):
        yield definition.problem("/code", f"Thư mục tên “{folder}” nhưng mã là “{definition.code}”.")
    for pointer, sentence in api.check_procedure(definition.body):
        yield definition.problem(pointer, sentence)
    # Neither is a page that only describes; one without the other is a way that ends nowhere.
    if "form" in definition.body or "process" in definition.body:
        for sentence in _missing_for_filing(definition, str(definition.body["online_level"])):
            yield definition.problem("/online_level", sentence)
    yield from _check_connector(definition, catalogue)
    if "form" in definition.body:
        for problem in forms.check_form(definition.body["form"]):
            yield definition.problem(f"/form{problem.pointer}", problem.message)
    if "process" in definition.body:
        wrong = workflow.check_process(definition.body["process"])
        for one in wrong:
            yield definition.problem(f"/process{one.pointer}", one.message)
        if not wrong:
            yield from _check_roles(definition, catalogue)


def _check_connector(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    feeds = definition.body.get("sector_system", {}).get("connector")
    if feeds is not None and catalogue.find("connector", feeds["code"]) is None:
        yield definition.problem("/sector_system/connector/code", f"Không có bộ nối “{feeds['code']}”.")


def _missing_for_filing(procedure: Definition, online_level: str) -> Iterable[str]:
    """Who files online is asked by a form and answered by a process; a sector's own system has both itself."""
    if online_level not in FILED_ONLINE or procedure.body["route"] == Route.SECTOR_ONLY:
        return
    for part, files in (("form", "form.schema.json, form.ui.json"), ("process", "steps.yaml hoặc process.bpmn")):
        if part not in procedure.body:
            what = "tờ khai" if part == "form" else "quy trình"
            yield f"Thủ tục {procedure.code} nhận hồ sơ trực tuyến nhưng chưa có {what} ({files})."


def check_overrides(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """A list must not put online what nobody can file here: the entry is named, with its line."""
    for number, entry in enumerate(definition.body["entries"]):
        for at, code in enumerate(entry.get("procedures", ())):
            procedure = catalogue.find("procedure", code)
            if procedure is not None:
                for sentence in _missing_for_filing(procedure, str(entry.get("online_level", ""))):
                    yield definition.problem(f"/entries/{number}/procedures/{at}", sentence)


def _check_roles(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """A step whose role nobody can hold would stand still for ever."""
    known = {role.code for role in catalogue.all("role")}
    for pointer, step, role in workflow.roles_of(definition.body["process"]):
        if role not in known:
            yield definition.problem(f"/process{pointer}", f"Bước {step}: không có vai trò “{role}”.")


def check_chooser(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """The questions form a tree-like way without circles. Ends may be procedures known from national records only."""
    for pointer, sentence in api.check_chooser(definition.body):
        yield definition.problem(pointer, sentence)


KINDS: tuple[Kind, ...] = (
    Kind(
        code="procedure",
        title="Thủ tục hành chính",
        pattern="procedures/*/*/",
        schema=_SCHEMAS / "procedure.json",
        check=check_procedure,
        depends_on=("role",),
    ),
    Kind(
        code="procedure_overrides",
        title="Danh mục của tỉnh",
        pattern="overrides/*.yaml",
        schema=_SCHEMAS / "procedure_overrides.json",
        check=check_overrides,
        depends_on=("procedure",),
    ),
    Kind(
        code="chooser",
        title="Chọn thủ tục",
        pattern="choosers/*.yaml",
        schema=_SCHEMAS / "chooser.json",
        check=check_chooser,
        depends_on=("procedure",),
    ),
)
