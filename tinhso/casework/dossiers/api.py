"""What other rooms may ask of dossiers."""

from uuid import UUID

from tinhso.casework.dossiers import dues, queries, tallies, unclaimed, validity, worklists
from tinhso.casework.dossiers.actions.act_in_bulk import MOST_ROWS as MOST_IN_BULK
from tinhso.casework.dossiers.actions.act_in_bulk import act_in_bulk, is_plain
from tinhso.casework.dossiers.actions.act_in_bulk import report_of as bulk_report
from tinhso.casework.dossiers.actions.answer_cosigning import answer_cosigning, read_cosigning
from tinhso.casework.dossiers.actions.answer_help import answer_help
from tinhso.casework.dossiers.actions.answer_opinion import answer_opinion, recall_opinion
from tinhso.casework.dossiers.actions.answer_supplement import answer_item, send_answer, take_back_file, write_message
from tinhso.casework.dossiers.actions.ask_cosigners import ask_cosigners
from tinhso.casework.dossiers.actions.ask_fee import ask_fee, close_unpaid, follow_payment, send_fee_request
from tinhso.casework.dossiers.actions.ask_opinion import ask_opinions, may_ask, seal_opinion_request
from tinhso.casework.dossiers.actions.ask_supplement import ask_supplement, decide_supplement
from tinhso.casework.dossiers.actions.assign_task import assign_task, colleagues
from tinhso.casework.dossiers.actions.certify_copies import (
    copy_list_of,
    give_back_copies,
    read_batch,
    send_batch,
    sign_batch,
)
from tinhso.casework.dossiers.actions.change_result import ResultChange, change_result
from tinhso.casework.dossiers.actions.check_components import check_components, reasons_found
from tinhso.casework.dossiers.actions.claim_at_desk import claim_at_desk
from tinhso.casework.dossiers.actions.classify_dossier import classify_dossier
from tinhso.casework.dossiers.actions.digitise_component import digitise_component, take_scan
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task, permission_of
from tinhso.casework.dossiers.actions.enter_late import ask_late_entry, decide_late_entry
from tinhso.casework.dossiers.actions.expire_supplement import expire_supplement, overdue_supplements
from tinhso.casework.dossiers.actions.extend_dossier import decide_extension, propose_extension
from tinhso.casework.dossiers.actions.extract_result import extract_result
from tinhso.casework.dossiers.actions.file_bundle import file_bundle
from tinhso.casework.dossiers.actions.file_foreign import answer_from_elsewhere, file_foreign
from tinhso.casework.dossiers.actions.follow_calendar import follow_calendar
from tinhso.casework.dossiers.actions.follow_reform import follow_reform, foresee_reform
from tinhso.casework.dossiers.actions.hand_work_over import HandedOver, hand_work_over, hands_in
from tinhso.casework.dossiers.actions.hold_papers import give_papers_back, take_in_paper
from tinhso.casework.dossiers.actions.keep_unclaimed import archive_unclaimed, remind_unclaimed
from tinhso.casework.dossiers.actions.leave_dossier import approve_cancellation, request_cancellation, withdraw_dossier
from tinhso.casework.dossiers.actions.mail_result import (
    ask_again,
    call_off,
    correct_address,
    follow_letter,
    give_to_postman,
    send_by_post,
    take_from_post,
)
from tinhso.casework.dossiers.actions.mark_entered import mark_entered
from tinhso.casework.dossiers.actions.mark_transferred import mark_transferred, note_registered
from tinhso.casework.dossiers.actions.move_on import move_on, overdue_steps
from tinhso.casework.dossiers.actions.number_holder import number_holder, unnumbered_holder
from tinhso.casework.dossiers.actions.pass_deadline import follow_opinion_calendar, overdue_questions, pass_deadline
from tinhso.casework.dossiers.actions.plan_filing import (
    begin,
    file_draft,
    filed_from,
    is_one_stop,
    one_stops,
    plan_of,
    proposed,
    return_desks,
)
from tinhso.casework.dossiers.actions.prepare_signing import finish_signing, prepare_signing
from tinhso.casework.dossiers.actions.print_paper import print_paper
from tinhso.casework.dossiers.actions.recall_request import recall_extension, recall_supplement
from tinhso.casework.dossiers.actions.receive_at_counter import (
    begin_at_counter,
    deciders,
    other_deciders,
    receive_at_counter,
)
from tinhso.casework.dossiers.actions.report_mishap import report_mishap
from tinhso.casework.dossiers.actions.return_online import return_online
from tinhso.casework.dossiers.actions.save_draft import save_draft
from tinhso.casework.dossiers.actions.send_letter import send_give_back, send_process_stop
from tinhso.casework.dossiers.actions.settle_mishap import Settlement, settle_mishap
from tinhso.casework.dossiers.actions.stop_dossier import stop_dossier
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.actions.take_in_by_postman import take_in_by_postman
from tinhso.casework.dossiers.actions.take_task import take_task
from tinhso.casework.dossiers.actions.tell_people import (
    remind_supplements,
    tell_fee_reminder,
    tell_of_letter,
    tell_people,
)
from tinhso.casework.dossiers.actions.undo_act import undo_act
from tinhso.casework.dossiers.actions.wait_for_signer import (
    asked_of,
    copy_of,
    drop_letter,
    extract_of,
    finish_letters,
    given_of,
    letter_pdf,
    prepare_letters,
    pressed_of,
    put_letter,
    sign_letter_on_paper,
    sign_letters,
)
from tinhso.casework.dossiers.actions.warn import warn
from tinhso.casework.dossiers.actions.write_draft_file import begin_draft_file, comment_draft_file, upload_draft_file
from tinhso.casework.dossiers.actions.write_note import write_note
from tinhso.casework.dossiers.bulk import (
    Applicant,
    DossierLoad,
    DossierMould,
    cast_dossier,
    count_dossiers,
    load_dossiers,
    sample_codes,
    sample_open,
)
from tinhso.casework.dossiers.confidentiality import untold_among
from tinhso.casework.dossiers.consultations import asked as read_question
from tinhso.casework.dossiers.correspondence import AskedItem
from tinhso.casework.dossiers.held_papers import count_demands
from tinhso.casework.dossiers.initials import initials_with, offered_signers
from tinhso.casework.dossiers.instant import wants_receipt
from tinhso.casework.dossiers.national_state import id_of_code, national_state, step_title
from tinhso.casework.dossiers.quality import ServedFacts, id_by_code, id_by_token, served_facts, stands_for
from tinhso.casework.dossiers.record_lines import RecordLine, record_lines
from tinhso.casework.dossiers.sector_transfers import sector_record
from tinhso.casework.dossiers.standings import StandingFacts, standings_of
from tinhso.casework.dossiers.types import Dossier, WorkItem
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import WhenUnpaid
from tinhso.services.registers import api as registers

__all__ = [
    "MOST_IN_BULK",
    "Applicant",
    "AskedItem",
    "DossierLoad",
    "DossierMould",
    "HandedOver",
    "RecordLine",
    "ResultChange",
    "ServedFacts",
    "Settlement",
    "StandingFacts",
    "TaskDone",
    "act_in_bulk",
    "answer_cosigning",
    "answer_from_elsewhere",
    "answer_help",
    "answer_item",
    "answer_opinion",
    "approve_cancellation",
    "archive_unclaimed",
    "ask_again",
    "ask_cosigners",
    "ask_fee",
    "ask_late_entry",
    "ask_opinions",
    "ask_supplement",
    "asked_of",
    "assign_task",
    "begin",
    "begin_at_counter",
    "begin_draft_file",
    "bulk_report",
    "call_off",
    "cast_dossier",
    "change_result",
    "check_components",
    "claim_at_desk",
    "classify_dossier",
    "close_unpaid",
    "colleagues",
    "comment_draft_file",
    "copy_list_of",
    "copy_of",
    "correct_address",
    "count_demands",
    "count_dossiers",
    "decide_extension",
    "decide_late_entry",
    "decide_supplement",
    "deciders",
    "digitise_component",
    "do_task",
    "drop_letter",
    "expire_supplement",
    "extract_of",
    "extract_result",
    "file_bundle",
    "file_draft",
    "file_foreign",
    "filed_from",
    "finish_letters",
    "finish_signing",
    "first_tasks",
    "follow_calendar",
    "follow_letter",
    "follow_opinion_calendar",
    "follow_payment",
    "follow_reform",
    "foresee_reform",
    "get_dossier",
    "give_back_copies",
    "give_papers_back",
    "give_to_postman",
    "given_of",
    "hand_work_over",
    "hands_in",
    "id_by_code",
    "id_by_token",
    "id_of_code",
    "initials_with",
    "is_one_stop",
    "is_plain",
    "letter_pdf",
    "load_dossiers",
    "mark_entered",
    "mark_transferred",
    "may_ask",
    "move_on",
    "national_state",
    "note_registered",
    "number_holder",
    "offered_signers",
    "one_stops",
    "open_items",
    "other_deciders",
    "overdue_questions",
    "overdue_steps",
    "overdue_supplements",
    "pass_deadline",
    "permission_of",
    "plan_of",
    "prepare_letters",
    "prepare_signing",
    "pressed_of",
    "print_paper",
    "propose_extension",
    "proposed",
    "put_letter",
    "read_batch",
    "read_cosigning",
    "read_question",
    "reasons_found",
    "recall_extension",
    "recall_opinion",
    "recall_supplement",
    "receive_at_counter",
    "record_lines",
    "remind_supplements",
    "remind_unclaimed",
    "report_mishap",
    "request_cancellation",
    "return_desks",
    "return_online",
    "sample_codes",
    "sample_open",
    "save_draft",
    "seal_opinion_request",
    "sector_record",
    "send_answer",
    "send_batch",
    "send_by_post",
    "send_fee_request",
    "send_give_back",
    "send_process_stop",
    "served_facts",
    "settle_mishap",
    "sign_batch",
    "sign_letter_on_paper",
    "sign_letters",
    "standings_of",
    "stands_for",
    "step_title",
    "stop_dossier",
    "submit_dossier",
    "take_back_file",
    "take_from_post",
    "take_in_by_postman",
    "take_in_paper",
    "take_scan",
    "take_task",
    "tell_ending_results",
    "tell_fee_reminder",
    "tell_of_letter",
    "tell_people",
    "to_do_count",
    "unclaimed_to_remind",
    "undo_act",
    "unnumbered_holder",
    "unpaid_filings",
    "untold_among",
    "upload_draft_file",
    "wants_receipt",
    "warn",
    "withdraw_dossier",
    "write_message",
    "write_note",
]


def get_dossier(dossier_id: UUID, *, actor: Actor, purpose: str) -> Dossier:
    """The dossier with its answers, if the actor may see it; the read is logged. Raises NoDossier."""
    return queries.get_dossier(dossier_id, actor=actor, purpose=purpose)


def to_do_count(*, actor: Actor) -> int:
    """How many open tasks wait for the actor's post, counted no further than 1,000."""
    return tallies.counters(actor=actor)[""]


def open_items(dossier_id: UUID) -> tuple[WorkItem, ...]:
    """The open tasks of a dossier with the agency and role that each waits for; the caller has read the dossier."""
    return queries.items_of(dossier_id)


def first_tasks(*, actor: Actor, limit: int) -> tuple[WorkItem, ...]:
    """What the actor's post has to do first, as its list stands."""
    return worklists.page_of(worklists.ListQuery(), actor=actor, limit=limit).items


def unclaimed_to_remind() -> tuple[UUID, ...]:
    """Dossiers whose result waits past the rule's days and whose applicant is to be reminded now."""
    return unclaimed.to_remind(now())


def unpaid_filings() -> tuple[UUID, ...]:
    """Dossiers whose advance was not paid in time and whose fee rule closes them for it."""
    return tuple(
        {
            due.subject[1]: None
            for due, then in fees.overdue()
            if then is WhenUnpaid.CLOSE and due.subject[0] == dues.KIND
        }
    )


def tell_ending_results(*, actor: Actor) -> int:
    """Tell once of every result whose last day is as near as the definition says. Returns how many."""
    days = validity.told_before_days()
    return registers.tell_ending(within_days=days, actor=actor) if days else 0
