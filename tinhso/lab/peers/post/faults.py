"""How the post misbehaves: a script of faults, each for the next calls of one of its doors."""

from enum import StrEnum


class Fault(StrEnum):
    """`lost`: carried out, no answer. `doubtful`: carried out, answered with 101. `twice`: carried out two times.
    `expired`: the token does not hold any longer. `reversed`: rows of tracking backwards."""

    LOST = "lost"
    LATE = "late"
    DOUBTFUL = "doubtful"
    TWICE = "twice"
    EXPIRED = "expired"
    REFUSES = "refuses"
    DOWN = "down"
    HTML = "html"
    BROKEN_JSON = "broken_json"
    NO_STATUS = "no_status"
    REVERSED = "reversed"
    FLOOD = "flood"
    DRIP = "drip"
