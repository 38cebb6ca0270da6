"""How much waits for a post, and of which procedures, without reading its lists: no list is counted beyond 1,000 rows,
no procedure is met twice. Both cost the same for a post with a hundred open tasks and for one with a hundred thousand.
"""

from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from tinhso.casework.dossiers.confidentiality import seen_codes
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.stand_ins import hands_of
from tinhso.casework.dossiers.worklists import VIEWS, last_of_day, narrowed, post_of
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now

MOST_COUNTED = 1000
_MOST_PROCEDURES = 100
# What stands in the statement below for what each asking fills in.
_AGENCY, _AT = UUID(int=1), datetime(2000, 1, 1, tzinfo=UTC)


def counters(*, actor: Actor) -> dict[str, int]:
    """How many rows each saved view holds, in one query; never said to be more than 1,000."""
    held = post_of(actor)
    if held is None or not held.roles:
        return dict.fromkeys(VIEWS, 0)
    at = now()
    given = _stored("agency_id", {_AGENCY: held.agency_id})
    hands = hands_of(actor)
    given |= _stored("person_id", dict(zip(_people(len(hands)), hands, strict=True)))
    given |= _stored("order_at", {_AT: at, last_of_day(_AT): last_of_day(at)})
    levels = seen_codes(actor)
    given |= dict(zip(_blanks("?", len(held.roles)), held.roles, strict=True))
    given |= dict(zip(_blanks("!", len(levels)), levels, strict=True))
    statement, blanks = _counting(len(held.roles), len(levels), len(hands))
    with connection.cursor() as cursor:
        cursor.execute(statement, [given.get(blank, blank) for blank in blanks])
        found = cursor.fetchone()
    return dict(zip(VIEWS, found, strict=True))


def _blanks(mark: str, count: int) -> list[str]:
    return [f"{mark}{number}" for number in range(count)]


def _people(count: int) -> list[UUID]:
    return [UUID(int=1000 + number) for number in range(count)]


def _stored(name: str, values: dict[Any, Any]) -> dict[Any, Any]:
    """Blank → value, both as the database stores that column."""
    column: Any = WorkItem._meta.get_field(name)
    return {
        column.get_db_prep_value(blank, connection): column.get_db_prep_value(value, connection)
        for blank, value in values.items()
    }


@lru_cache(maxsize=16)
def _counting(roles: int, levels: int, hands: int) -> tuple[str, tuple[Any, ...]]:
    """The views' own conditions as one statement, and its parameters with blanks among them. Made once a process:
    putting eight querysets into words takes longer than running them."""
    parts: list[str] = []
    blanks: list[Any] = []
    of_post = WorkItem.objects.filter(
        is_open=True, agency_id=_AGENCY, role__in=_blanks("?", roles), level__in=_blanks("!", levels)
    ).order_by()
    for view in VIEWS:
        rows = of_post.filter(narrowed(view, _people(hands), _AT)).values("pk")[:MOST_COUNTED]
        words, parameters = rows.query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({words}) AS counted)")  # noqa: S608
        blanks += parameters
    return f"SELECT {', '.join(parts)}", tuple(blanks)


# From one (status, procedure) to the next along the index dossier_work_kind, in each level that the post sees: as many
# look-ups as there are kinds of open tasks, however many tasks there are.
_KINDS = """
WITH RECURSIVE held(role, level) AS (VALUES {seen}), kind(role, level, id) AS (
    SELECT held.role, held.level, (
        SELECT item.id FROM dossier_work_item AS item
        WHERE item.is_open AND item.agency_id = %s AND item.role = held.role AND item.level = held.level
        ORDER BY item.status, item.procedure_code LIMIT 1
    ) FROM held
    UNION ALL
    SELECT kind.role, kind.level, (
        SELECT item.id FROM dossier_work_item AS item
        WHERE item.is_open AND item.agency_id = here.agency_id AND item.role = kind.role AND item.level = kind.level
          AND (item.status, item.procedure_code) > (here.status, here.procedure_code)
        ORDER BY item.status, item.procedure_code LIMIT 1
    ) FROM kind JOIN dossier_work_item AS here ON here.id = kind.id
)
SELECT DISTINCT item.procedure_code, item.procedure_title
FROM kind JOIN dossier_work_item AS item ON item.id = kind.id
ORDER BY item.procedure_title LIMIT %s
"""


def procedures_in(*, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Codes and titles of the procedures that the post's open tasks are of, for the filter; at most 100.

    Of tasks that the post may not see, not even the procedure is told.
    """
    held = post_of(actor)
    if held is None or not held.roles:
        return ()
    agency = WorkItem._meta.get_field("agency_id").get_db_prep_value(held.agency_id, connection)
    seen = [(role, level) for role in held.roles for level in seen_codes(actor)]
    statement = _KINDS.format(seen=", ".join(["(%s, %s)"] * len(seen)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*chain.from_iterable(seen), agency, _MOST_PROCEDURES])
        return tuple((code, title) for code, title in cursor.fetchall())
