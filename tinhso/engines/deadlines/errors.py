"""What deadlines refuse, each with a stable code."""

from tinhso.kernel.errors import Conflict, Invalid, NotFound


class ClockNotFound(NotFound):
    code = "deadlines.clock_not_found"


class ClockAlreadyOpen(Conflict):
    """The subject already has an open clock of this kind and key."""

    code = "deadlines.clock_already_open"


class ClockPaused(Conflict):
    code = "deadlines.clock_paused"


class ClockNotFinished(Conflict):
    """Only what was finished can be opened again."""

    code = "deadlines.clock_not_finished"


class ClockNotPaused(Conflict):
    code = "deadlines.clock_not_paused"


class ClockEnded(Conflict):
    code = "deadlines.clock_ended"


class ReappointedTooOften(Conflict):
    code = "deadlines.reappointed_too_often"


class BadMoment(Invalid):
    """A moment that cannot be: before the last act, or a date that is not office time."""

    code = "deadlines.bad_moment"


class BadTerm(Invalid):
    """A term that cannot hold: none given, or a promise longer than the law."""

    code = "deadlines.bad_term"


class ReasonMissing(Invalid):
    code = "deadlines.reason_missing"


class NoCountingRule(NotFound):
    code = "deadlines.no_counting_rule"
