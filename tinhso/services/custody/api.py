"""Custody of originals: who holds what, hand-overs that giver and receiver confirm."""

from tinhso.services.custody.actions.by_post import delivered_by_post, send_by_post, take_over
from tinhso.services.custody.actions.follow_reform import follow_reform, foresee_reform
from tinhso.services.custody.actions.give_back import give_back, put_away, write_off
from tinhso.services.custody.actions.hand_over import confirm_slip, open_slip, recall_slip
from tinhso.services.custody.actions.take_in import take_in
from tinhso.services.custody.guards import register_guard
from tinhso.services.custody.queries import (
    count_waiting,
    find_slip,
    get_slip,
    held,
    held_among,
    moves_of,
    things_of,
    waiting,
)

__all__ = [
    "confirm_slip", "count_waiting", "delivered_by_post", "find_slip", "follow_reform", "foresee_reform", "get_slip", "give_back", "held",
    "held_among", "moves_of", "open_slip", "put_away", "recall_slip",
    "register_guard", "send_by_post", "take_in", "take_over", "things_of", "waiting", "write_off",
]  # fmt: skip
