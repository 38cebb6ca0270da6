"""What happens when: each happening on its own instant, and after it what the worker does in its rounds."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.national_portal import api as national_portal
from tinhso.services.notifications import api as notifications
from tinhso.services.payments import api as payments
from tinhso.services.post import api as post

Happening = Callable[[], object]


class Agenda:
    """Happenings in the order of their instants; one may add others, later ones only."""

    def __init__(self, begins: datetime) -> None:
        self.now = begins
        self._waiting: list[tuple[datetime, int, Happening]] = []
        self._order = count()
        self.rounds = 0

    def add(self, at: datetime, happening: Happening) -> None:
        heapq.heappush(self._waiting, (max(at, self.now), next(self._order), happening))

    def after(self, delay: timedelta, happening: Happening) -> None:
        """So much later than what happens now."""
        self.add(self.now + delay, happening)

    def run(self) -> None:
        """To the end. Whatever a happening raises ends the play."""
        while self._waiting:
            self.now, _, happening = heapq.heappop(self._waiting)
            with frozen(self.now):
                with access.one_request():
                    happening()
                    access.flush_reads()
                self.round()

    def round(self) -> None:
        """What the worker's schedules and loops would do by now."""
        actor = system_actor()
        self.rounds += 1
        deliver_all()
        payments.follow_up(actor=actor)
        payments.send_refunds(actor=actor)
        national_portal.fetch_due(actor=actor)
        post.send_due(actor=actor)
        post.track(actor=actor)
        deliver_all()
        national_portal.send_due()
        notifications.send_due(actor=actor)
        deliver_all()


def nothing() -> None:
    """Only the worker's round."""
