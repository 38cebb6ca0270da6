"""Key rotation: every encrypted value of every table is written anew with the newest key, in short batches."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import second_factor
from tinhso.kernel import encryption
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.ids import new_id

BATCH = 200


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Each table with encrypted fields, and those fields."""
    for model in apps.get_models():
        names = [
            field.name for field in model._meta.concrete_fields if isinstance(field, encryption.EncryptedTextField)
        ]
        if names and not model._meta.proxy:
            yield model, names


def rotate_keys(*, actor: Actor) -> dict[str, int]:
    """Add a key, then rewrite everything; returns rows rewritten per table. Blind indexes have their own key and stay.

    Stopping it half-way loses nothing: the old keys stay in the ring, and `reencrypt_all` may simply run again.
    """
    access.authorise(actor=actor, act="keys.rotate", agency_id=access.Whose.NO_AGENCY)
    name = encryption.add_key()
    with transaction.atomic():
        access.record_write(actor=actor, act="keys.rotate", target=("key", new_id()), detail={"key": name})
    return reencrypt_all()


def reencrypt_all() -> dict[str, int]:
    """Rewrite what an older key encrypted. Idempotent: a row already under the newest key is passed over."""
    counts = {f"{model._meta.label_lower}": _reencrypt(model, names) for model, names in encrypted_fields()}
    counts["mfa.authenticator"] = second_factor.reencrypt_secrets()
    return counts


def _reencrypt(model: type[models.Model], names: list[str]) -> int:
    """Batches of keys taken once; each batch is a short transaction that locks only its rows."""
    prefix = f"{encryption.key_ring().current}:"
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    count = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            rows = lock_row(model._default_manager.filter(pk__in=keys[start : start + BATCH]))
            stored = _stored(model, names, keys[start : start + BATCH])
            for row in rows:
                stale = [name for name in names if not (stored[row.pk][name] or prefix).startswith(prefix)]
                if stale:
                    row.save(update_fields=stale)
                    count += 1
    return count


def _stored(model: type[models.Model], names: list[str], keys: list[Any]) -> dict[Any, dict[str, str | None]]:
    """The values as they rest, not decrypted."""
    raw = {f"{name}_raw": Cast(name, models.TextField()) for name in names}
    rows = model._default_manager.filter(pk__in=keys).annotate(**raw).values("pk", *raw)
    return {row["pk"]: {name: row[f"{name}_raw"] for name in names} for row in rows}
