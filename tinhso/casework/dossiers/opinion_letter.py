"""The opinion of an asked agency as a letter that its officer signs."""

from datetime import datetime

from django.conf import settings

from tinhso.casework.dossiers import printing
from tinhso.casework.dossiers.applicants import Signer
from tinhso.casework.dossiers.models import Consultation
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.identity import api as identity
from tinhso.kernel.clock import local
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts

_TITLE = "Ý kiến phối hợp giải quyết hồ sơ"
WORDS = {Opinion.AGREED: "Đồng ý", Opinion.OBJECTED: "Không đồng ý", Opinion.NEEDS_MORE: "Cần thêm thông tin"}


def opinion_pdf(question: Consultation, *, answer: Opinion, opinion: str, signer: Signer, at: datetime) -> bytes:
    """The letter before it is signed: what was asked, what is answered. It names the dossier, not its applicant."""
    dossier = question.dossier
    asking = identity.get_agency(question.asking_agency_id)
    lines = [
        {"label": "Kính gửi", "value": asking.name},
        {"label": "Câu hỏi", "value": question.question},
        {"label": "Ý kiến", "value": WORDS[answer]},
        {"label": "Nội dung", "value": opinion},
    ]
    context = {
        "head": printing.head(identity.get_agency(question.agency_id)),
        "qr": QrFacts(
            dossier_code=dossier.code,
            procedure_code=dossier.procedure_code,
            holder_code="",
            paper_title=_TITLE,
            system_name=papers.system_name(on=local(at).date()),
            issued_at=at,
            lookup_url=f"{settings.PUBLIC_ADDRESS}/can-bo/y-kien/{question.id}/",
        ),
        "dossier_code": dossier.code,
        "applicant_name": question.title,
        "procedure_title": dossier.procedure_title,
        "title": _TITLE,
        "subtitle": f"Hồ sơ {dossier.code}: {dossier.procedure_title}",
        "number": f"{dossier.code}/YK{question.seq}",
        "issued_on": local(at).date(),
        "signer_title": signer.title,
        "signer_name": signer.name,
        "sections": [{"title": "", "lines": [line for line in lines if line["value"]]}],
    }
    return papers.render_paper(template="result", context=context, size="A4")
