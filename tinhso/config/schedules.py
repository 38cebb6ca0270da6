"""Jobs by the clock: each module's `tasks.py` lists its own in SCHEDULES, which become rows of the queue, and in LOOPS."""

from django_q.models import Schedule

from tinhso.config.modules import parts


def install_schedules() -> None:
    """Make the queue's schedules equal to what the modules list: function path → minutes between runs."""
    wanted: dict[str, int] = {}
    for part in parts("tasks"):
        wanted.update(getattr(part, "SCHEDULES", {}))
    Schedule.objects.exclude(func__in=wanted).delete()
    for function, minutes in wanted.items():
        Schedule.objects.update_or_create(
            func=function,
            name=function.rpartition(".")[2],
            defaults={"schedule_type": Schedule.MINUTES, "minutes": minutes},
        )


def loops() -> dict[str, int]:
    """What a minute is too long for, in threads of the worker itself: function path → seconds between runs."""
    wanted: dict[str, int] = {}
    for part in parts("tasks"):
        wanted.update(getattr(part, "LOOPS", {}))
    return wanted
