"""The kinds of definition that notices own: what is said when something happened, and how the province sends."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.kernel.ids import new_id
from tinhso.services.notifications.domain import templates, wording


def _check_template(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    template = templates.read(definition.body, code=definition.code, version_id=new_id())
    for pointer, sentence in wording.problems(template):
        yield definition.problem(pointer, sentence)


KINDS = (
    Kind(
        code="notice_template",
        title="Mẫu thông báo",
        pattern="notices/*.yaml",
        schema=Path(__file__).parent / "schemas" / "notice_template.json",
        check=_check_template,
    ),
    Kind(
        code="notice_rule",
        title="Cách gửi thông báo",
        pattern="rules/notices/*.yaml",
        schema=Path(__file__).parent / "schemas" / "notice_rule.json",
    ),
)
