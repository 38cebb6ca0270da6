"""The kinds of definition that notices own: what is said when something happened, what people choose about, how it is sent."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.kernel.ids import new_id
from tinhso.services.notifications.domain import templates, wording

_SCHEMAS = Path(__file__).parent / "schemas"


def _check_template(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    template = templates.read(definition.body, code=definition.code, version_id=new_id())
    if catalogue.find("notice_kind", template.kind) is None:
        yield definition.problem("/kind", f"Không có loại thông báo “{template.kind}” (notices/kinds).")
    for rule in catalogue.all("notice_rule"):
        for pointer, sentence in wording.problems(template, templates.read_rule(rule.body)):
            yield definition.problem(pointer, sentence)
        break
    else:
        for pointer, sentence in wording.problems(template, None):
            yield definition.problem(pointer, sentence)


def _check_kind(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    if definition.body["required"] and definition.body.get("priority") == "low":
        yield definition.problem("/priority", "Thông báo pháp luật buộc phải báo không chờ bản gom trong ngày.")


def _check_rule(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, group in enumerate(definition.body.get("alternatives", ())):
        for channel in group:
            if channel in seen:
                yield definition.problem(f"/alternatives/{number}", f"Kênh “{channel}” đứng trong hai nhóm.")
            seen.add(channel)


KINDS = (
    Kind(
        code="notice_kind",
        title="Loại thông báo",
        pattern="notices/kinds/*.yaml",
        schema=_SCHEMAS / "notice_kind.json",
        check=_check_kind,
    ),
    Kind(
        code="notice_rule",
        title="Cách gửi thông báo",
        pattern="rules/notices/*.yaml",
        schema=_SCHEMAS / "notice_rule.json",
        check=_check_rule,
    ),
    Kind(
        code="notice_template",
        title="Mẫu thông báo",
        pattern="notices/*.yaml",
        schema=_SCHEMAS / "notice_template.json",
        check=_check_template,
        depends_on=("notice_kind", "notice_rule"),
    ),
)
