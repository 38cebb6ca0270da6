"""What follows a dossier's act after commit: papers are rendered, results that go online are returned."""

from uuid import UUID

from tinhso.casework.dossiers import api, mail_papers
from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.post import api as post
from tinhso.services.post.types import OrderState


@subscribe("dossier.accepted", name="dossiers.print_receipt")
def print_receipt(record: EventRecord) -> None:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả; none where the result is given while the applicant waits."""
    dossier_id = UUID(record.payload["dossier_id"])
    if api.wants_receipt(dossier_id):
        api.print_paper(dossier_id=dossier_id, role="receipt", actor=system_actor())


@subscribe("dossier.not_accepted", name="dossiers.print_refusal")
def print_refusal(record: EventRecord) -> None:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    api.print_paper(dossier_id=UUID(record.payload["dossier_id"]), role="refusal", actor=system_actor())


@subscribe("dossier.finished", name="dossiers.print_control_slip")
def print_control_slip(record: EventRecord) -> None:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ."""
    api.print_paper(dossier_id=UUID(record.payload["dossier_id"]), role="control_slip", actor=system_actor())


@subscribe("dossier.finished", name="dossiers.return_online")
def return_result(record: EventRecord) -> None:
    """The result that its applicant wants online reaches the vault without anybody's hand."""
    api.return_online(dossier_id=UUID(record.payload["dossier_id"]), actor=system_actor())


@subscribe("dossier.finished", name="dossiers.send_by_post")
def send_by_post(record: EventRecord) -> None:
    """The result that its applicant wants brought home is told to the post, unless money is still owed for it."""
    api.send_by_post(dossier_id=UUID(record.payload["dossier_id"]), actor=system_actor())


@subscribe("post.moved", name="dossiers.follow_letter")
def follow_letter(record: EventRecord) -> None:
    """Where the letter is stands in the dossier's history; one that was brought is the return of the result."""
    if record.payload["subject_kind"] == mail_papers.KIND:
        api.follow_letter(
            dossier_id=UUID(record.payload["subject_id"]),
            order_id=UUID(record.payload["order_id"]),
            state=OrderState(record.payload["state"]),
            actor=system_actor(),
        )


@subscribe("post.moved", name="dossiers.tell_of_letter")
def tell_of_letter(record: EventRecord) -> None:
    """Người nộp biết thư đang ở đâu, nhất là khi bưu tá không gặp ai."""
    if record.payload["subject_kind"] == mail_papers.KIND:
        api.tell_of_letter(record=record, actor=system_actor())


post.register_subjects(mail_papers.KIND, mail_papers.MailedPapers())


@subscribe("clock.moved", name="dossiers.follow_calendar")
def follow_calendar(record: EventRecord) -> None:
    """A calendar changed: what the dossier and the worklists say is what its clock says."""
    if record.payload["subject_kind"] == "dossier":
        clock_id = UUID(record.payload["clock_id"])
        api.follow_calendar(clock_id=clock_id, cause_id=record.id, actor=system_actor())
    elif record.payload["subject_kind"] == "consultation":
        api.follow_opinion_calendar(consultation_id=UUID(record.payload["subject_id"]), actor=system_actor())


@subscribe("dossier.supplement_asked", name="dossiers.print_supplement")
def print_supplement(record: EventRecord) -> None:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    api.print_paper(
        dossier_id=UUID(record.payload["dossier_id"]),
        role="supplement",
        supplement_id=UUID(record.payload["supplement_id"]),
        actor=system_actor(),
    )


@subscribe("dossier.opinion_asked", name="dossiers.seal_opinion_request")
def seal_opinion_request(record: EventRecord) -> None:
    """Công văn đề nghị cho ý kiến do bước của quy trình gửi; cán bộ tự gửi thì đã ký lúc gửi."""
    api.seal_opinion_request(consultation_id=UUID(record.payload["consultation_id"]), actor=system_actor())


@subscribe("dossier.supplement_expired", name="dossiers.send_give_back")
def send_give_back(record: EventRecord) -> None:
    """Thông báo trả lại hồ sơ khi hết hạn bổ sung."""
    api.send_give_back(
        dossier_id=UUID(record.payload["dossier_id"]),
        supplement_id=UUID(record.payload["supplement_id"]),
        actor=system_actor(),
    )


@subscribe("dossier.stopped", name="dossiers.send_process_stop")
def send_process_stop(record: EventRecord) -> None:
    """Thông báo dừng giải quyết khi quy trình kết thúc như vậy; theo đề nghị của người nộp thì lãnh đạo đã ký."""
    if record.payload["cause"] == "process":
        api.send_process_stop(dossier_id=UUID(record.payload["dossier_id"]), actor=system_actor())


@subscribe("dossier.fee_asked", name="dossiers.send_fee_request")
def send_fee_request(record: EventRecord) -> None:
    """Thông báo nộp phí, lệ phí phát sinh trong lúc giải quyết."""
    api.send_fee_request(
        dossier_id=UUID(record.payload["dossier_id"]), due_id=UUID(record.payload["due_id"]), actor=system_actor()
    )


def follow_payment(record: EventRecord) -> None:
    """Nộp đủ, hoặc không còn phải nộp: hồ sơ đang chờ tiền đi tiếp."""
    if record.payload["subject_kind"] == "dossier":
        api.follow_payment(dossier_id=UUID(record.payload["subject_id"]), actor=system_actor())


for _name in ("fee.paid", "fee.changed"):
    subscribe(_name, name="dossiers.follow_payment")(follow_payment)


@subscribe("fee.reminded", name="dossiers.tell_fee_reminder")
def tell_fee_reminder(record: EventRecord) -> None:
    """Nhắc người nộp hồ sơ khi sắp hết hạn nộp tiền."""
    if record.payload["subject_kind"] == "dossier":
        api.tell_fee_reminder(record=record, actor=system_actor())


register_follower("dossiers", Follower(order=50, foresee=api.foresee_reform, carry_out=api.follow_reform))


# What the people of a dossier find in their inbox, and as the messages that they want.
_TOLD = (
    "dossier.submitted",
    "dossier.accepted",
    "dossier.not_accepted",
    "dossier.supplement_asked",
    "dossier.fee_asked",
    "dossier.fee_paid",
    "dossier.extended",
    "dossier.due_moved",
    "dossier.finished",
    "dossier.result_unclaimed",
    "dossier.mishap_settled",
    "dossier.stopped",
    "dossier.acceptance_cancelled",
)


def tell_people(record: EventRecord) -> None:
    """Whoever filed and the applicant learn what this event means for them."""
    api.tell_people(record=record, actor=system_actor())


for _name in _TOLD:
    subscribe(_name, name="dossiers.tell_people")(tell_people)
