"""A few dossiers of one procedure are pressed; what is loaded is whole, numbered without gaps, and can be finished."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.api import DossierLoad
from tinhso.casework.dossiers.testing import load_small_province
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import system_actor
from tinhso.lab.load import plays
from tinhso.lab.load.people import applicants, seat_officers
from tinhso.lab.load.proof import finish_some

pytestmark = pytest.mark.django_db(transaction=True)


def rows_of_everything() -> dict[str, int]:
    ours = (model for model in apps.get_models() if model.__module__.startswith("tinhso."))
    return {model._meta.label: model._default_manager.count() for model in ours}


def test_a_pressed_dossier_has_the_rows_of_a_live_one(tmp_path, settings):
    load_small_province(tmp_path, procedures=("1.004873",))
    # Other tests of this process emptied the tables that its journal speaks of.
    settings.AUDIT_HEADS_FILE = str(tmp_path / "audit" / "heads.jsonl")
    seat_officers.cache_clear()
    folder = settings.DEFINITIONS_DIR / "demo"
    seat_officers()
    people = applicants(2)
    week = plays.regular_week(date(2026, 11, 20), reference.get_calendar())
    sample = next(one for one in plays.applications(folder) if one["procedure"] == "1.004873")
    agency = identity.find_agency("H61.41.01.001")
    assert agency is not None
    script = plays.Script(application={**sample, "applicant": "lan.mau"}, agency=agency, day=week, number=3)
    before = rows_of_everything()
    played = plays.play(script)
    live = {label: count - before[label] for label, count in rows_of_everything().items() if count != before[label]}
    assert played is not None

    before = rows_of_everything()
    load = [DossierLoad(mould=played.over, weeks=-4, applicant=people[0])]
    rows = dossiers.load_dossiers(loads=load, actor=system_actor())
    pressed = {label: count - before[label] for label, count in rows_of_everything().items() if count != before[label]}
    # The load is born sealed, in one seal; the play asked for the applicant's number before it began, in one read.
    assert pressed.pop("access.Seal") == 1
    live["access.ReadEntry"] -= 1
    live["access.ReadSubject"] -= 1
    assert rows == played.over.rows.rows
    # Written once, for whoever comes first: a book, a text, a drawing, the certificate of who signs, the stamp of a sealed
    # file (which all that are pressed from one mould share).
    for once in (
        "registers.Counter",
        "deadlines.RuleText",
        "workflow.ProcessVersion",
        "signatures.OfficerCertificate",
        "signatures.ArchiveStamp",
    ):
        live.pop(once, None)
        pressed.pop(once, None)
    assert pressed == live

    waiting = [DossierLoad(mould=mould, weeks=-1, applicant=people[1]) for mould in played.open]
    dossiers.load_dossiers(loads=waiting, actor=system_actor())
    proof = finish_some(10)
    assert (proof.tried, proof.finished, proof.problems) == (len(waiting), len(waiting), ())
    assert access.verify_logs().ok
    assert played.over.rows.last - played.over.rows.first < timedelta(days=60)
