"""The modules of the house, floor by floor; nothing else lists them."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

FLOORS: dict[str, tuple[str, ...]] = {
    "kernel": ("outbox",),
    "foundation": ("identity", "access", "definitions", "reforms", "reference", "files", "ui", "rest"),
    "engines": ("forms", "workflow", "deadlines", "procedures", "guidance", "connectors"),
    "services": (
        "registers",
        "papers",
        "signatures",
        "vault",
        "lookups",
        "copybook",
        "custody",
        "saved_views",
        "notes",
        "notifications",
        "national_portal",
        "sector_sync",
        "payments",
        "fees",
        "cashdesk",
        "ereceipts",
        "post",
        "webhooks",
    ),
    "casework": ("dossiers", "old_results", "blank_forms", "cashier", "ratings", "feedback"),
    "flows": (
        "national_sync",
        "fee_paid",
        "payer_told",
        "representative_told",
        "dossier_quality",
        "reconciliation",
        "sector_transfer",
    ),
    "insight": ("warehouse", "reports", "indicators", "revenue", "scorecards"),
    "portals": ("citizen", "staff", "developer"),
    "lab": ("sample", "load", "demo", "bench", "peers"),
}

MODULES: tuple[str, ...] = tuple(f"tinhso.{floor}.{name}" for floor, names in FLOORS.items() for name in names)


def exists(name: str) -> bool:
    """Whether a module of that dotted name can be imported, without importing it."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def parts(name: str) -> list[ModuleType]:
    """The file `name` of every module that has one: subscribers, kinds, navigation, commands, holders."""
    return [import_module(f"{module}.{name}") for module in MODULES if exists(f"{module}.{name}")]
