from datetime import UTC, datetime

import pytest

from tinhso.kernel.clock import at_local, frozen, local, now, today


def test_today_is_the_provinces_day_not_greenwichs():
    with frozen(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)):
        assert today().isoformat() == "2026-11-21"
        assert local(now()).hour == 1


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="naive"):
        local(datetime.fromisoformat("2026-01-01"))
    with pytest.raises(ValueError, match="aware"), frozen(datetime.fromisoformat("2026-01-01")):
        pass


def test_wall_clock_moments_are_utc_inside():
    assert at_local(2026, 1, 26, 7, 30) == datetime(2026, 1, 26, 0, 30, tzinfo=UTC)
