"""Take in what somebody filed, or answered, on the national portal: the portal vouches for who it was."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers.actions.answer_supplement import answer_item, send_answer
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.correspondence import SupplementState, supplements_of
from tinhso.casework.dossiers.errors import NoDossier, WrongStatus
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import Application, Filed, FilingChannel, ForeignFiling, ReturnMethod
from tinhso.engines.forms import api as forms
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import Owner
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.errors import Invalid


def file_foreign(*, filing: ForeignFiling) -> Filed:
    """A dossier with a code of ours, filed online by its applicant through the portal; the same key is the same dossier.

    Raises Invalid (fields), PapersMissing, NotOffered, CosignersMissing: then nothing of it is kept here.
    """
    form = forms.form_of(filing.procedure_version_id)
    return submit_dossier(
        application=Application(
            procedure_version_id=filing.procedure_version_id,
            applicant=filing.applicant,
            answers=forms.normalise(form, filing.answers),
            receiving_agency_id=filing.receiving_agency_id,
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.ONLINE,
            papers=filing.papers,
            is_from_national=True,
        ),
        idempotency_key=filing.key,
        actor=_through_the_portal(filing.filed_by_id),
    )


def answer_from_elsewhere(
    *, dossier_id: UUID, words: str, papers: Mapping[str, tuple[UUID, ...]], file_owner: Owner
) -> tuple[str, tuple[str, ...]]:
    """Our code, and what of the answer did not fit the request. Sent when every item has an answer, else kept as begun.

    Papers answer items of their component, words the others. Raises NoDossier, WrongStatus (nothing is asked), Invalid.
    """
    with transaction.atomic():
        row = Dossier.objects.filter(id=dossier_id).defer("answers").first()
        if row is None:
            raise NoDossier
        asked = next((one for one in supplements_of(row.id) if one.state is SupplementState.OPEN), None)
        if asked is None:
            raise WrongStatus("Hồ sơ không có yêu cầu bổ sung nào đang mở.")
        if row.filed_by_id is None:
            raise NoDossier
        actor = _through_the_portal(row.filed_by_id)
        wanted = {item.component for item in asked.items if item.component}
        for item in asked.missing:
            if item.component and papers.get(item.component):
                uploads = [_read(one, file_owner, actor) for one in papers[item.component]]
                answer_item(item_id=item.id, uploads=uploads, actor=actor)
            elif not item.component and words:
                answer_item(item_id=item.id, value=words, actor=actor)
        problems = [f"Tệp của thành phần “{one}” không được yêu cầu bổ sung." for one in papers.keys() - wanted]
        try:
            with transaction.atomic():
                send_answer(supplement_id=asked.id, actor=actor)
        except Invalid as incomplete:
            problems += list(incomplete.fields.values()) or [incomplete.message]
    return row.code, tuple(problems)


def _read(file_id: UUID, owner: Owner, actor: Actor) -> tuple[str, bytes]:
    found = files.read_file(file_id=file_id, owner=owner, actor=actor)
    with found.stream as stream:
        return found.file.name, stream.read()


def _through_the_portal(person_id: UUID) -> Actor:
    """Whoever filed there, through a program."""
    return Actor(channel=Channel.API, person_id=person_id)
