"""The definition kinds of fees: what a procedure costs, and whose account the money goes to."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.services.fees.domain.reading import problems

_SCHEMAS = Path(__file__).parent / "schemas"


def _check_rule(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Rows that contradict each other, amounts of cases and answers that the procedure does not have, wrong examples."""
    procedure = catalogue.find("procedure", definition.code)
    situations, asks = None, None
    if procedure is not None:
        situations = frozenset(one["code"] for one in procedure.body.get("situations", ()))
        asks = _asks(procedure.body.get("form", {}).get("schema"))
    for pointer, message in problems(definition.body, situations=situations, asks=asks):
        yield definition.problem(pointer, message)


def _asks(schema: Any) -> Callable[[str], bool] | None:
    if not schema:
        return None

    def has(pointer: str) -> bool:
        part: Any = schema
        for step in pointer.split("/")[1:]:
            part = part.get("items") if step == "0" else part.get("properties", {}).get(step)
            if not isinstance(part, dict):
                return False
        return True

    return has


def _check_accounts(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """One account an agency and kind."""
    seen: set[tuple[str, str]] = set()
    for number, account in enumerate(definition.body["accounts"]):
        for kind in account.get("kinds", ("fee", "charge", "postal")):
            if (account["agency"], kind) in seen:
                yield definition.problem(f"/accounts/{number}", "Cơ quan này đã có tài khoản cho loại tiền đó.")
            seen.add((account["agency"], kind))


KINDS = (
    Kind(
        code="fee_rule",
        title="Quy tắc phí, lệ phí",
        pattern="fees/*.yaml",
        schema=_SCHEMAS / "fee_rule.json",
        check=_check_rule,
        depends_on=("procedure",),
    ),
    Kind(
        code="fee_accounts",
        title="Tài khoản thụ hưởng phí, lệ phí",
        pattern="rules/fee_accounts/*.yaml",
        schema=_SCHEMAS / "fee_accounts.json",
        check=_check_accounts,
        depends_on=("agency_tree",),
    ),
)
