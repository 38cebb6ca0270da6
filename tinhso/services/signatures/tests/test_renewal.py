"""Archive time stamps of what is stored are renewed before they end; the file is checked years later, the authority gone."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from tinhso.foundation.access.testing import audit_acts
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import NotARenewal
from tinhso.foundation.files.types import FileRef
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.services.signatures import api, authority, commands, signing, tasks
from tinhso.services.signatures.adapters import registry
from tinhso.services.signatures.models import ArchiveStamp
from tinhso.services.signatures.testing import blank_pdf

pytestmark = pytest.mark.django_db

SEALED = clock.at_local(2021, 3, 4, 16, 5)
# The certificate of the time stamp service of 2021 ends in February 2037.
BEFORE_THE_END = clock.at_local(2036, 6, 2, 9)
LONG_AFTER = clock.at_local(2043, 5, 4, 9)
OWNER = ("dossier_result", UUID(int=21))
RULE = """
code: signatures
title: Gia hạn dấu thời gian lưu trữ
effective_from: 2018-06-21
legal_basis: [{document: 20/2023/QH15}]
renew_before_days: 365
at_once: 1
try_again_days: 7
"""


@pytest.fixture(autouse=True)
def _own_house(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR, settings.FILES_DIR = tmp_path / "keys", tmp_path / "files"
    registry.forget()


def _rule(tmp_path: Path, more: str = "stamps_with: sha256") -> None:
    place = tmp_path / "definitions" / "rules" / "archiving"
    place.mkdir(parents=True, exist_ok=True)
    (place / "signatures.yaml").write_text(RULE + more, encoding="utf-8")
    definitions.apply_folder(tmp_path / "definitions", actor=system_actor())


def _stored(at: datetime = SEALED) -> FileRef:
    """A result as an office keeps it: signed, sealed, linked as signed."""
    with clock.frozen(at):
        signed = api.sign_person(
            pdf=blank_pdf(), person_id=UUID(int=7), name="Lê Ngọc Phượng", title="Chủ tịch", actor=system_actor()
        )
        sealed = api.seal_agency(pdf=signed.pdf, agency_code="H99.1", agency_name="Cơ quan Mẫu", actor=system_actor())
        kept = files.store(content=sealed.pdf, name="ket-qua.pdf", media_type="application/pdf", actor=system_actor())
        files.link_file(file_id=kept.id, owner=OWNER, signed=True, actor=system_actor())
        assert api.verify_pdf(sealed.pdf).holds
    return kept


def _read(kept: FileRef) -> bytes:
    return files.read_file(file_id=kept.id, owner=OWNER, actor=system_actor()).read()


def _renewals() -> int:
    return audit_acts().count("signatures.renew_archive")


def _close_the_authority() -> None:
    for path in authority.folder().iterdir():
        if path.name != "anchor.pem":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    authority._load.cache_clear()
    registry.forget()


def test_renewed_by_the_clock_a_result_is_checked_after_its_time_stamp_service_and_authority_are_gone(
    tmp_path: Path,
) -> None:
    _rule(tmp_path)
    kept = _stored()
    as_sealed = _read(kept)
    with clock.frozen(clock.at_local(2036, 1, 5)):
        assert tasks.renew_archives() == 0
    with clock.frozen(BEFORE_THE_END):
        assert [tasks.renew_archives(), tasks.renew_archives()] == [1, 0]
    renewed = _read(kept)
    _close_the_authority()

    with clock.frozen(LONG_AFTER):
        assert api.verify_pdf(renewed).holds
        assert not api.verify_pdf(as_sealed).holds

    assert renewed.startswith(as_sealed)
    assert renewed != as_sealed
    assert _renewals() == 1


def test_whoever_brings_either_file_is_answered_about_the_same_result(tmp_path: Path) -> None:
    _rule(tmp_path)
    kept = _stored()
    with clock.frozen(BEFORE_THE_END):
        api.renew_archives(limit=10, actor=system_actor())
    content = files.read_file(file_id=kept.id, owner=OWNER, actor=system_actor())
    renewed = content.read()

    assert files.original_of(signing.sha256(renewed)) == kept.sha256 == content.file.sha256
    assert files.original_of(kept.sha256) == kept.sha256
    assert content.file.size == len(renewed)


def test_an_algorithm_that_ends_is_replaced_before_its_day(tmp_path: Path) -> None:
    _rule(tmp_path, "stamps_with: sha512\nends: [{algorithm: sha256, on: 2027-01-01}]")
    kept = _stored()

    with clock.frozen(clock.at_local(2025, 11, 3)):
        assert tasks.renew_archives() == 0
    with clock.frozen(clock.at_local(2026, 3, 2)):
        assert [tasks.renew_archives(), tasks.renew_archives()] == [1, 0]
        told = api.verify_pdf(_read(kept))

    last = signing.last_stamp(_read(kept))
    assert told.holds
    assert last is not None
    assert last.digest == "sha512"
    assert ArchiveStamp.objects.get().digest == "sha512"


def test_a_service_that_has_no_longer_certificate_makes_no_file_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _rule(tmp_path)
    kept = _stored()
    as_sealed, old = _read(kept), authority.time_stamper()
    monkeypatch.setattr(authority, "time_stamper", lambda: old)

    with clock.frozen(BEFORE_THE_END):
        done = api.renew_archives(limit=10, actor=system_actor())

    assert (done.renewed, done.left) == (0, 1)
    assert done.stopped.startswith("Dịch vụ dấu thời gian còn dùng chứng thư đến")
    assert _read(kept) == as_sealed
    assert _renewals() == 0


def test_a_damaged_file_is_told_to_the_operator_and_not_given_fresh_evidence(
    tmp_path: Path, settings: Settings
) -> None:
    _rule(tmp_path)
    kept = _stored()
    altered = _read(kept).replace(b"100 700 m", b"100 701 m")
    (blob,) = Path(settings.FILES_DIR).rglob(kept.sha256)
    blob.write_bytes(altered)

    with clock.frozen(BEFORE_THE_END):
        done = api.renew_archives(limit=10, actor=system_actor())
        again = api.renew_archives(limit=10, actor=system_actor())
        shown = CliRunner().invoke(commands.group, ["renew", "--dry-run", "--json"])

    told = json.loads(shown.output)
    assert (done.failed, again.failed, shown.exit_code) == (1, 0, 1)
    assert (told["kept"], told["due"], told["failed"], told["ok"]) == (1, 1, 1, False)
    assert told["failures"][0][0] == kept.sha256
    assert told["failures"][0][1].startswith("Không gia hạn: ")
    assert _renewals() == 0


def test_a_run_takes_as_many_as_the_rule_says_and_tries_a_file_again_after_its_days(tmp_path: Path) -> None:
    _rule(tmp_path)
    for lost in ("a" * 64, "b" * 64):
        ArchiveStamp.objects.create(
            sha256=lost, ends_at=BEFORE_THE_END, digest="sha256", key="rsa2048", stamped_at=SEALED
        )

    tried = []
    for days in (0, 0, 6, 7):
        with clock.frozen(BEFORE_THE_END + timedelta(days=days)):
            tried.append(api.renew_archives(actor=system_actor()).failed)

    assert tried == [1, 1, 0, 1]


def test_the_command_says_what_it_would_do_and_then_does_it(tmp_path: Path) -> None:
    _rule(tmp_path)
    _stored()

    with clock.frozen(BEFORE_THE_END):
        dry = CliRunner().invoke(commands.group, ["renew", "--dry-run"])
        done = CliRunner().invoke(commands.group, ["renew", "--json"])

    assert dry.exit_code == done.exit_code == 0
    assert "1 tệp có dấu thời gian lưu trữ, 1 đến hạn gia hạn." in dry.output
    assert {"renewed": 1, "due": 0, "ok": True}.items() <= json.loads(done.output).items()


def test_only_an_appended_file_is_a_renewal(tmp_path: Path) -> None:
    kept = _stored()

    with pytest.raises(NotARenewal):
        files.renew_signed_file(sha256=kept.sha256, content=b"%PDF-1.7 something else")

    assert signing.sha256(_read(kept)) == kept.sha256


@pytest.mark.parametrize(
    "wrong",
    [
        "{algorithm: sha256, on: 2035-01-01}",
        "{algorithm: rsa2048, on: 2030-01-01}, {algorithm: rsa2048, on: 2031-01-01}",
    ],
)
def test_a_rule_that_stamps_with_what_ends_or_ends_a_thing_twice_is_refused(tmp_path: Path, wrong: str) -> None:
    place = tmp_path / "definitions" / "rules" / "archiving"
    place.mkdir(parents=True)
    (place / "signatures.yaml").write_text(f"{RULE}stamps_with: sha256\nends: [{wrong}]", encoding="utf-8")

    assert len(definitions.check_folder(tmp_path / "definitions")) == 1
