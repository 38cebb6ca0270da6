"""Who represents an organisation by law: asked of the business register, which a room above puts behind this port."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class RepresentativeClaim:
    """Somebody signed in for an organisation: who, for which."""

    organisation_id: UUID
    tax_code: str
    full_name: str
    # A namesake is told apart where the register gives numbers; "" for who has none.
    personal_number: str = field(default="", repr=False)


# True: the register names this person; False: it names others; None: it gave no answer.
Represents = Callable[[RepresentativeClaim], bool | None]
_registers: list[Represents] = []


def use_business_register(represents: Represents) -> None:
    """Ask this register from now on, in place of an earlier one."""
    _registers[:] = [represents]


def represents(claim: RepresentativeClaim) -> bool | None:
    """What the register says; None as well where there is none."""
    return _registers[0](claim) if _registers else None
