"""The two letters of a question: how it is asked, signed by who asks; what is answered, signed by who answers.

Their words are definitions of the kind `letter`; both name the dossier, and its applicant only where the question does.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from tinhso.casework.dossiers import letters, opinions, printing
from tinhso.casework.dossiers.applicants import Signer, signer_of
from tinhso.casework.dossiers.models import Consultation
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import Silence
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Invalid
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts, RenderedPaper

REQUEST, ANSWER = "opinion_request", "opinion_answer"
WORDS = {Opinion.AGREED: "Đồng ý", Opinion.OBJECTED: "Không đồng ý", Opinion.NEEDS_MORE: "Cần thêm thông tin"}
_SILENCE = {
    Silence.AGREED: "Hết thời hạn mà không trả lời thì coi là đã đồng ý.",
    Silence.REMINDER: "Hết thời hạn mà chưa trả lời thì hệ thống nhắc, rồi báo người đứng đầu hai cơ quan.",
}


def keep_request(question: Consultation, *, hand: Hand = CENTRAL, at: datetime, actor: Actor) -> UUID | None:
    """The request as a letter: signed by the officer who asks, sealed by the agency that asks; kept with the question, once.

    Where a step of the process asks, or a turn comes, nobody is there to sign: then the agency's seal alone. None where
    the province has no such letter. Raises SigningUnavailable (retryable): then nothing was kept.
    """
    day = local(at).date()
    if question.request_file_id is not None or definitions.find("letter", REQUEST, on=day) is None:
        return question.request_file_id
    asking = identity.get_agency(question.asking_agency_id)
    signs = is_own(question, actor)
    signer = signer_of(actor) if signs else Signer(name="(chữ ký số của cơ quan)", title=asking.name)
    assert question.due_at is not None
    values = {
        "shared_words": "; ".join(_shared(question)) or "không có",
        "opinion_due_words": deadlines.in_words(question.due_at),
        "silence_words": _SILENCE[opinions.rule_of(question).silence],
    }
    to = identity.get_agency(question.agency_id)
    rendered = _render(REQUEST, question, values, sender=asking, addressee=to, signer=signer, at=at)
    pdf = rendered.pdf
    if signs:
        pdf = hand.sign(pdf, at=at, actor=actor)
    pdf = letters.sealed(pdf, asking.id, at=at, actor=actor)
    stored = files.store(content=pdf, name=rendered.file_name, media_type="application/pdf", actor=actor)
    files.link_file(file_id=stored.id, owner=("consultation", question.id), signed=True, actor=actor)
    question.request_file_id = stored.id
    question.save(update_fields=["request_file_id"])
    return stored.id


def is_own(question: Consultation, actor: Actor) -> bool:
    """Whether this officer sends the question in person: no step of the process asks, and it is not another's turn."""
    return question.task_id is None and (question.asked_by_id, question.asking_agency_id) == (
        actor.person_id,
        actor.agency_id,
    )


def answer_pdf(question: Consultation, *, answer: Opinion, opinion: str, signer: Signer, at: datetime) -> bytes:
    """The answer before it is signed. Raises Invalid where the province has no such letter."""
    if definitions.find("letter", ANSWER, on=local(at).date()) is None:
        raise Invalid("Tỉnh chưa có mẫu văn bản ý kiến: hãy đính kèm tệp PDF hoặc chỉ ghi ý kiến.")
    return _render(
        ANSWER,
        question,
        {"opinion_words": WORDS[answer], "opinion": opinion},
        sender=identity.get_agency(question.agency_id),
        addressee=identity.get_agency(question.asking_agency_id),
        signer=signer,
        at=at,
    ).pdf


def _render(
    code: str, question: Consultation, values: Mapping[str, str], *, sender: Agency, addressee: Agency, signer: Signer,
    at: datetime,
) -> RenderedPaper:  # fmt: skip
    dossier, day = question.dossier, local(at).date()
    known = {
        **printing.letter_values(dossier),
        "asking_agency": identity.get_agency(question.asking_agency_id).name,
        "asked_agency": identity.get_agency(question.agency_id).name,
        "question": question.question,
        **values,
    }
    if not question.shows_applicant:
        known |= {"applicant_name": opinions.HIDDEN_NAME, "applicant_address": ""}
    context = {
        "head": printing.head(sender),
        "qr": QrFacts(
            dossier_code=dossier.code,
            procedure_code=dossier.procedure_code,
            holder_code="",
            paper_title=definitions.get("letter", code, on=day).title,
            system_name=papers.system_name(on=day),
            issued_at=at,
            lookup_url=f"{settings.PUBLIC_ADDRESS}/can-bo/y-kien/{question.id}/",
        ),
        "dossier_code": dossier.code,
        "number": f"{dossier.code}-{question.seq}",
        "addressee": addressee.name,
        "signed_on": day,
        "signer_title": signer.title,
        "signer_name": signer.name,
    }
    return papers.render_letter(code=code, on=day, context=context, values=known)


def _shared(question: Consultation) -> list[str]:
    """What goes with the question, by name: papers by their component, topics of the form."""
    dossier = question.dossier
    names = {one.code: one.title for one in procedures.get_procedure_version(dossier.procedure_version_id).components}
    shared = set(question.files)
    given = [names.get(code, code) for code, ids in dossier.papers.items() if shared & set(ids)]
    return [*given, *(f"tờ khai, mục {title}" for title in question.topics)]
