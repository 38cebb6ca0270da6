"""Who knocks on the desk's pages, and how they come in: signed in, second factor passed."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"


def come_in(actor: Actor | None) -> Client:
    """A browser: nobody's, a citizen's, or an officer's who passed the second factor."""
    client = Client()
    if actor is None:
        return client
    assert actor.user_id is not None
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    session = client.session
    session["identity.second_factor"] = str(actor.user_id)
    session.save()
    return client


def file_birth(province: SmallProvince, *, by_counter: bool = True) -> UUID:
    """A birth filed online for the commune; its result goes to the counter unless said otherwise."""
    stored = files.store(content=PDF, name="chung-sinh.pdf", media_type="application/pdf", actor=province.citizen)
    filed = api.submit_dossier(
        application=Application(
            procedure_version_id=definitions.get("procedure", "1.001193").id,
            applicant=province.applicant,
            answers=province.applications["1.001193"]["answers"],
            receiving_agency_id=province.receiving_id,
            channel=FilingChannel.ONLINE,
            return_method=ReturnMethod.COUNTER if by_counter else ReturnMethod.ONLINE,
            papers={"birth_notice": (stored.id,)},
        ),
        idempotency_key=None,
        actor=province.citizen,
    )
    return filed.id


def task_of(dossier_id: UUID) -> UUID:
    (task,) = workflow.open_tasks(("dossier", dossier_id))
    return task.id


def version_of(dossier_id: UUID) -> int:
    return Dossier.objects.get(id=dossier_id).version


def do(dossier_id: UUID, outcome: str, actor: Actor, **words: Any) -> None:
    done = api.TaskDone(outcome=outcome, **words)
    api.do_task(task_id=task_of(dossier_id), done=done, version=version_of(dossier_id), actor=actor)
