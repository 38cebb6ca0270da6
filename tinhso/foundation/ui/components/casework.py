"""Components of our own: sources, clocks, signatures, dossier stages, filters, figures."""

from django.utils.translation import gettext

from tinhso.foundation.ui.components.arguments import many, one
from tinhso.foundation.ui.types import (
    ClockFace,
    DataSource,
    FilterField,
    Signer,
    Stat,
    TimelineEvent,
    Tone,
    WorkingClock,
)

Context = dict[str, object]
CLOCK_WORDS = {
    ClockFace.RUNNING: ("Đang tính giờ", Tone.INFO),
    ClockFace.SOON: ("Sắp đến hạn", Tone.WARN),
    ClockFace.LATE: ("Quá hạn", Tone.BAD),
    ClockFace.PAUSED: ("Tạm dừng", Tone.WAIT),
    ClockFace.FINISHED: ("Đã xong", Tone.GOOD),
    ClockFace.CANCELLED: ("Đã hủy", Tone.NEUTRAL),
}


def data_source(source: object) -> Context:
    """Where a prefilled value came from."""
    return {"source": one(DataSource, source)}


def working_clock(clock: object, *, compact: bool = False) -> Context:
    """A deadline: the state in a word, the due moment in words, how much is used, why."""
    given = one(WorkingClock, clock)
    if given is None:
        return {"clock": None}
    word, tone = CLOCK_WORDS[ClockFace(given.face)]
    left = given.total - given.used
    return {
        "clock": given,
        "word": gettext(word),
        "tone": tone,
        "compact": compact,
        "left": left,
        "over": -left if left < 0 else 0,
        "shown": min(max(given.used, 0), given.total),
    }


def dossier_timeline(stages: object) -> Context:
    """The public stages of a dossier, at most six."""
    given = many(TimelineEvent, stages)
    if len(given) > 6:
        raise ValueError(f"a dossier shows at most 6 public stages, got {len(given)}")
    return {"stages": given}


def signature_status(
    signers: object, *, intact: bool = True, trusted: bool = True, words: object = (), in_force: str = ""
) -> Context:
    """Says in words whether a document is unaltered and who signed it."""
    verdict = (
        ("bad", "Tài liệu đã bị sửa đổi sau khi ký")
        if not intact
        else ("warn", "Chữ ký nguyên vẹn, chưa xác nhận được chứng thư của người ký")
        if not trusted
        else ("good", "Chữ ký hợp lệ, tài liệu không bị sửa đổi")
    )
    return {
        "signers": many(Signer, signers),
        "tone": verdict[0],
        "verdict": verdict[1],
        "words": many(str, words),
        "in_force": in_force,
    }


def filter_bar(fields: object, *, action: str = "", clear_url: str = "", submit: str = "Lọc") -> Context:
    """A GET form above a list: every filtered list has an address that reproduces it."""
    given = many(FilterField, fields)
    return {
        "fields": given,
        "action": action,
        "clear_url": clear_url,
        "submit": submit,
        "is_filtered": any(field.value for field in given),
    }


def stat_tile(stat: object) -> Context:
    """One figure that opens the list behind it."""
    return {"stat": one(Stat, stat)}


def stat_tiles(stats: object) -> Context:
    """Figures in a row."""
    return {"stats": many(Stat, stats)}
