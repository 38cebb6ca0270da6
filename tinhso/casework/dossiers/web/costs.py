"""What the applicant pays, on the page where they file: how much and why, and the claim to pay less."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from tinhso.casework.dossiers import bundles, dues
from tinhso.casework.dossiers.bundles import BundleRule
from tinhso.casework.dossiers.types import Dossier, FilingChannel
from tinhso.casework.dossiers.web import words
from tinhso.engines.forms.types import Draft
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import UploadKind
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean
from tinhso.services.ereceipts import api as ereceipts
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Assessment, ClaimInput

NONE = "khong"
_MOST_BYTES = 20_000_000


def assessed(draft: Draft, procedure_code: str, *, exemption: str = "") -> Assessment | None:
    """What filing this draft online costs today; None where the province has no rule."""
    procedure = procedures.get_procedure_version(draft.procedure_version_id)
    return fees.assess(
        procedure_code,
        on=today(),
        channel="online",
        case=procedures.case_of(procedure, draft.data),
        answers=draft.data,
        exemption=exemption,
    )


def on_page(draft: Draft, procedure_code: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The context of `dossiers/_costs.html`: lines with the claimed exemption counted in, and who pays less."""
    claimed = typed.get("exemption", NONE)
    found = assessed(draft, procedure_code, exemption=claimed)
    if found is None:
        return {"cost": None}
    said = fees.describe(found)
    options = [
        Option(
            value=code, text=f"{title}: {share}", hint=gettext("Giấy tờ chứng minh: %(paper)s") % {"paper": evidence}
        )
        for code, title, share, evidence in said.exemptions
    ]
    if options:
        options = [Option(value=NONE, text=gettext("Tôi không thuộc diện miễn, giảm nào")), *options]
    return {
        "cost": said,
        "exemption_options": options,
        "exemption": claimed,
        "evidence": typed.get("evidence", ""),
    }


def of_members(
    draft: Draft, rule: BundleRule, typed: Mapping[str, Any], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What the other procedures of a bundle cost and who pays less there; `names`: what their boxes are called."""
    found = []
    for number, member in enumerate(rule.members):
        if member.procedure == rule.form:
            continue
        procedure, answers = procedures.get_procedure(member.procedure), bundles.answers_of(member, draft.data)
        claimed, evidence = box_names(number)
        cost = fees.assess(
            procedure.code,
            on=today(),
            channel=FilingChannel.ONLINE.value,
            case=procedures.case_of(procedure, answers),
            answers=answers,
            exemption=typed.get(claimed, NONE),
        )
        if cost is None:
            continue
        said = fees.describe(cost)
        found.append(
            {
                "title": procedure.title,
                "cost": said,
                "options": [Option(value=code, text=f"{title}: {share}") for code, title, share, _ in said.exemptions],
                "names": (claimed, evidence),
                "exemption": typed.get(claimed, NONE),
                "evidence": typed.get(evidence, ""),
                "error": errors.get(evidence, ""),
            }
        )
    return found


def box_names(number: int) -> tuple[str, str]:
    """The boxes of the bundle's member of that number: who pays less, and the paper that says so."""
    return f"exemption-{number}", f"evidence-{number}"


def bundle_claims(request: HttpRequest, rule: BundleRule, *, actor: Actor) -> dict[str, ClaimInput]:
    """What is claimed, by procedure. Raises Invalid as `claim_of`."""
    own = claim_of(request, actor=actor)
    found = {rule.form: own} if own is not None else {}
    for number, member in enumerate(rule.members):
        claimed, evidence = box_names(number)
        code, paper = request.POST.get(claimed, NONE), clean(request.POST.get(evidence, ""))[:300]
        if member.procedure == rule.form or code in ("", NONE):
            continue
        if not paper:
            raise Invalid(
                gettext("Cần giấy tờ chứng minh."),
                fields={f"/{evidence}": gettext("Ghi số và nơi cấp của giấy tờ chứng minh.")},
            )
        found[member.procedure] = ClaimInput(exemption=code, evidence=paper)
    return found


def at_desk(draft: Draft, procedure: Procedure, channel: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The context of `desk/_cost.html`: what the filing costs by what is typed so far, and who pays less by which paper."""
    exemption = typed.get("mien-giam", "")
    found = fees.assess(
        procedure.code,
        on=today(),
        channel=channel or FilingChannel.COUNTER.value,
        case=procedures.case_of(procedure, draft.data),
        answers=draft.data,
        exemption=exemption,
    )
    if found is None:
        return {"cost": None}
    said = fees.describe(found)
    options = [Option(value=code, text=f"{title} ({share})") for code, title, share, _ in said.exemptions]
    return {"cost": said, "exemptions": options if found.lines else [], "exemption": exemption}


def desk_claim(typed: Mapping[str, Any]) -> ClaimInput | None:
    """What the desk typed: None where nobody claims. Raises Invalid: which paper was shown is not said."""
    exemption, evidence = typed.get("mien-giam", ""), clean(typed.get("mien-giam-giay", ""))[:300]
    if not exemption:
        return None
    if not evidence:
        raise Invalid("Cần giấy tờ chứng minh.", fields={"/evidence": "Ghi số và nơi cấp của giấy tờ đã xem."})
    return ClaimInput(exemption=exemption, evidence=evidence)


def claim_of(request: HttpRequest, *, actor: Actor) -> ClaimInput | None:
    """What the page sent: None where nothing is claimed. Raises Invalid (no words about the paper, a file not taken)."""
    claimed = request.POST.get("exemption", NONE)
    if claimed in ("", NONE):
        return None
    evidence = clean(request.POST.get("evidence", ""))[:300]
    if not evidence:
        raise Invalid(
            gettext("Cần giấy tờ chứng minh."),
            fields={"/evidence": gettext("Ghi số và nơi cấp của giấy tờ chứng minh.")},
        )
    return ClaimInput(exemption=claimed, evidence=evidence, file_id=_stored(request, actor))


def _stored(request: HttpRequest, actor: Actor) -> UUID | None:
    upload = request.FILES.get("evidence_file")
    if upload is None:
        return None
    content = upload.read()
    checked = files.check_upload(
        content=content,
        name=upload.name or "giay-to",
        allow=(UploadKind.PDF, UploadKind.PHOTO),
        max_bytes=_MOST_BYTES,
    )
    if checked.kind is UploadKind.PHOTO:
        name = checked.name.rpartition(".")[0] + ".pdf"
        content = files.photos_to_pdf([content], name=name, names=[checked.name])
        return files.store(content=content, name=name, media_type="application/pdf", pages=1, actor=actor).id
    return files.store(
        content=content, name=checked.name, media_type="application/pdf", pages=checked.pages, actor=actor
    ).id


def owed_by(dossier: Dossier) -> dict[str, Any]:
    """The context of `dossiers/_dues.html`: every due of the dossier, what is left, how a claim of exemption stands."""
    found = fees.dues_of((dues.KIND, dossier.id))
    left = sum(due.left_vnd for due in found)
    claims = fees.claims_of((dues.KIND, dossier.id))
    pay_by = min((due.pay_by for due in found if due.pay_by and due.left_vnd), default=None)
    return {
        "dues": [(due, fees.describe_due(due)) for due in found],
        "dues_left": fees.vnd(left) if left else "",
        "dues_pay_by": words.moment(pay_by) if pay_by else "",
        "fee_claim": claims[0] if claims else None,
        "ereceipts": [one for one in ereceipts.of_reference(dossier.code) if one.number] if found else [],
    }
