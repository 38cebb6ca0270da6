"""Stand-ins for the national registers: people and businesses of definitions/demo/registers.yaml, nobody real."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import yaml
from django.conf import settings

from tinhso.kernel.errors import Unavailable
from tinhso.services.lookups.types import Asking


class _Demo:
    """Rows by number. `fails` plays a register that does not answer."""

    name = ""
    section = ""
    key = ""
    fails: ClassVar[bool] = False

    def __init__(self) -> None:
        self._rows: dict[str, Mapping[str, Any]] | None = None

    def look_up(self, number: str, wanted: tuple[str, ...], asking: Callable[[], Asking]) -> Mapping[str, Any] | None:
        if type(self).fails:
            raise Unavailable(f"{self.name} không trả lời.")
        row = self._read().get(number)
        if row is None:
            return None
        return {fact: value for fact in wanted if (value := self._fact(row, fact)) not in (None, "")}

    def _read(self) -> dict[str, Mapping[str, Any]]:
        if self._rows is None:
            path = settings.DEFINITIONS_DIR / "demo" / "registers.yaml"
            listed = yaml.safe_load(path.read_text(encoding="utf-8"))[self.section] if path.is_file() else []
            self._rows = {str(row[self.key]): row for row in listed}
        return self._rows

    def _fact(self, row: Mapping[str, Any], fact: str) -> Any:
        head, _, rest = fact.partition(".")
        value = row.get(head)
        if not rest:
            return value
        other = self._read().get(str(value))
        return None if other is None else self._fact(other, rest)

    def check_config(self) -> list[str]:
        return []


class DemoPopulation(_Demo):
    """Persons by personal number; `spouse` is the number of another person, `spouse.full_name` their name."""

    name = "CSDL quốc gia về dân cư (giả lập)"
    section, key = "population", "personal_number"


class DemoBusiness(_Demo):
    """Organisations by tax code."""

    name = "CSDL quốc gia về đăng ký doanh nghiệp (giả lập)"
    section, key = "business", "tax_code"
