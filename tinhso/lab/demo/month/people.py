"""Who acts in the month: people of the sample province by what they do, each through the post that they hold."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import Reason
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, Channel

PURPOSE = "Giải quyết hồ sơ"
REASON = Reason(component="", text="Không rõ sổ gốc đã đăng ký.", remedy="Ghi năm đăng ký rồi nộp lại.")


@dataclass(frozen=True, kw_only=True)
class People:
    """The one who files, and the one-stop where everything is filed."""

    citizen: Actor
    desk_agency_id: UUID

    @classmethod
    def of_sample(cls, *, username: str, one_stop: str) -> "People":
        """Raises LookupError: the province is not the sample one."""
        person_id, agency = identity.person_of_account(username), identity.find_agency(one_stop)
        if person_id is None or agency is None:
            raise LookupError(f"tỉnh mẫu không có {username} hoặc {one_stop}")
        return cls(citizen=Actor(channel=Channel.ONLINE, person_id=person_id), desk_agency_id=agency.id)

    def officer(self, role: str, agency_id: UUID | None = None) -> Actor:
        """Who holds the first post of that role (of that agency) that anybody holds. Raises LookupError."""
        for post in identity.list_posts(agency_id=agency_id, role=role):
            for holder in identity.holders_of(post.id):
                return Actor(
                    channel=Channel.COUNTER, person_id=holder.person_id, post_id=post.id, agency_id=post.agency_id
                )
        raise LookupError(f"không ai giữ vai trò {role}")

    @property
    def desk(self) -> Actor:
        return self.officer("one_stop_officer", self.desk_agency_id)

    @property
    def head(self) -> Actor:
        return self.officer("one_stop_head", self.desk_agency_id)

    def press(self, dossier_id: UUID, outcome: str, *, reasons: tuple[Reason, ...] = ()) -> None:
        """Whoever holds the open step presses that button."""
        (item,) = dossiers.open_items(dossier_id)
        who = self.officer(item.role, item.agency_id)
        shown = dossiers.get_dossier(dossier_id, actor=who, purpose=PURPOSE)
        done = dossiers.TaskDone(outcome=outcome, reasons=reasons, identity_checked="Căn cước")
        dossiers.do_task(task_id=item.task_id, done=done, version=shown.version, actor=who)

    def refuse(self, dossier_id: UUID) -> None:
        """The desk does not take it in."""
        (item,) = dossiers.open_items(dossier_id)
        outcome = next(one.code for one in workflow.get_task(item.task_id).outcomes if one.end == "not_accepted")
        self.press(dossier_id, outcome, reasons=(REASON,))

    def decide(self, dossier_id: UUID) -> None:
        """From accepted to signed."""
        for outcome in ("eligible", "agreed", "signed"):
            self.press(dossier_id, outcome)
