"""The definition kind `agency_tree`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from tinhso.foundation.identity import api
from tinhso.foundation.identity.domain.agency_codes import from_legacy, is_legacy
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def check_agency_tree(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Codes are unique, both forms agree, parents exist and never go round, posts name known agencies and roles."""
    yield from _check_agencies(definition, catalogue)
    yield from _check_parents(definition)
    yield from _check_posts(definition, catalogue)


def _known_agencies(definition: Definition, catalogue: Catalogue) -> set[str]:
    trees = [other for other in catalogue.all("agency_tree") if other.code != definition.code]
    return {entry["code"] for tree in (definition, *trees) for entry in tree.body["agencies"]}


def _check_agencies(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    known = _known_agencies(definition, catalogue)
    seen: set[str] = set()
    for index, entry in enumerate(definition.body["agencies"]):
        code, legacy = entry["code"], entry.get("legacy_code", "")
        if code in seen:
            yield definition.problem(f"/agencies/{index}/code", f"Mã cơ quan “{code}” được ghi hai lần.")
        seen.add(code)
        if entry.get("parent") and entry["parent"] not in known:
            yield definition.problem(f"/agencies/{index}/parent", f"Không có cơ quan cấp trên “{entry['parent']}”.")
        if legacy and not is_legacy(legacy):
            yield definition.problem(f"/agencies/{index}/legacy_code", f"“{legacy}” bỏ trống một cấp ở giữa.")
        elif legacy and not entry.get("legacy_differs", False) and from_legacy(legacy) != code:
            meant = from_legacy(legacy)
            words = f"“{legacy}” là mã cũ của “{meant}”, không phải “{code}”; nếu đúng, ghi legacy_differs: true."
            yield definition.problem(f"/agencies/{index}/legacy_code", words)


def _check_parents(definition: Definition) -> Iterator[Problem]:
    parents = {entry["code"]: entry.get("parent") for entry in definition.body["agencies"]}
    for index, entry in enumerate(definition.body["agencies"]):
        path = [entry["code"]]
        while (above := parents.get(path[-1])) is not None and above not in path:
            path.append(above)
        if above == entry["code"]:
            yield definition.problem(f"/agencies/{index}/parent", f"Cơ quan “{above}” là cấp trên của chính nó.")


def _check_posts(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    known = _known_agencies(definition, catalogue)
    roles = {role.code for role in catalogue.all("role")}
    seen: set[str] = set()
    for index, entry in enumerate(_posts(definition)):
        if entry["code"] in seen:
            yield definition.problem(f"/posts/{index}/code", f"Mã vị trí “{entry['code']}” được ghi hai lần.")
        seen.add(entry["code"])
        if entry["agency"] not in known:
            yield definition.problem(f"/posts/{index}/agency", f"Không có cơ quan “{entry['agency']}”.")
        for at, role in enumerate(entry.get("roles", [])):
            if role not in roles:
                yield definition.problem(f"/posts/{index}/roles/{at}", f"Không có vai trò “{role}”.")


def _posts(definition: Definition) -> list[Mapping[str, Any]]:
    posts: list[Mapping[str, Any]] = definition.body.get("posts", [])
    return posts


def apply_agency_tree(definition: Definition, version_id: UUID, actor: Actor) -> None:
    """Project the definition into dated rows of agencies and posts."""
    api.apply_agency_tree(
        tree=definition.code,
        effective_from=definition.effective_from,
        effective_to=definition.effective_to,
        agencies=definition.body["agencies"],
        posts=_posts(definition),
        version_id=version_id,
        actor=actor,
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="agency_tree",
        title="Cây cơ quan",
        pattern="agencies/*.yaml",
        schema=Path(__file__).parent / "schemas" / "agency_tree.json",
        check=check_agency_tree,
        apply=apply_agency_tree,
        depends_on=("role",),
    ),
)
