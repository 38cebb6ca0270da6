"""Stored once, read only through a link, downloaded as an attachment, swept after a day."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.files import api
from tinhso.foundation.files import testing as samples
from tinhso.foundation.files.adapters.storage import blobs
from tinhso.foundation.files.domain.sniffing import clean_name
from tinhso.foundation.files.errors import FileNotFound, NotARenewal
from tinhso.foundation.files.models import FileLink, StoredFile
from tinhso.foundation.files.types import FileRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
ACTOR = Actor(channel=Channel.ONLINE, person_id=new_id())


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


def keep(content: bytes = b"noi dung", name: str = "a.pdf") -> FileRef:
    return api.store(content=content, name=name, media_type="application/pdf", actor=ACTOR)


def blobs_on_disk() -> list[str]:
    return sorted(str(path.relative_to(settings.FILES_DIR)) for path in settings.FILES_DIR.rglob("*") if path.is_file())


def test_same_content_rests_once_in_two_folder_levels() -> None:
    first, second = keep(name="a.pdf"), keep(name="b.pdf")

    sha256 = hashlib.sha256(b"noi dung").hexdigest()
    assert (first.sha256, first.size, first.name, second.name) == (sha256, 8, "a.pdf", "b.pdf")
    assert first.id != second.id
    assert blobs_on_disk() == [f"{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_stream_is_stored_as_its_bytes() -> None:
    content = samples.pdf(2)

    kept = api.store(content=BytesIO(content), name="a", media_type="application/pdf", pages=2, actor=ACTOR)

    assert (kept.size, kept.sha256, kept.pages, kept.name) == (
        len(content),
        hashlib.sha256(content).hexdigest(),
        2,
        "a.pdf",
    )


def test_file_is_read_only_through_its_owners_link() -> None:
    kept, owner, stranger = keep(), ("forms.draft", new_id()), ("forms.draft", new_id())
    api.link_file(file_id=kept.id, owner=owner, actor=ACTOR)
    api.link_file(file_id=kept.id, owner=owner, actor=ACTOR)

    assert api.read_file(file_id=kept.id, owner=owner, actor=ACTOR).read() == b"noi dung"
    assert api.files_of(owner) == (kept,)
    assert FileLink.objects.count() == 1
    for other in (stranger, ("dossiers.dossier", owner[1])):
        with pytest.raises(FileNotFound):
            api.read_file(file_id=kept.id, owner=other, actor=ACTOR)
    api.unlink_file(file_id=kept.id, owner=owner, actor=ACTOR)
    with pytest.raises(FileNotFound):
        api.read_file(file_id=kept.id, owner=owner, actor=ACTOR)


def test_linking_a_file_that_is_not_there_writes_nothing() -> None:
    with pytest.raises(FileNotFound):
        api.link_file(file_id=new_id(), owner=("forms.draft", new_id()), actor=ACTOR)
    assert FileLink.objects.count() == 0


def test_download_is_an_attachment_that_nothing_sniffs() -> None:
    kept, owner = keep(name="Giấy chứng sinh.pdf"), ("forms.draft", new_id())
    api.link_file(file_id=kept.id, owner=owner, actor=ACTOR)

    response = api.download_response(api.read_file(file_id=kept.id, owner=owner, actor=ACTOR))

    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Gi%E1%BA%A5y")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.getvalue() == b"noi dung"
    response.close()


def test_orphans_go_after_a_day_and_linked_files_stay() -> None:
    loose, linked = keep(b"roi"), keep(b"giu")
    api.link_file(file_id=linked.id, owner=("forms.draft", new_id()), actor=ACTOR)
    blobs.put(hashlib.sha256(b"no row").hexdigest(), BytesIO(b"no row"))

    assert api.sweep_orphans() == (0, 0)
    with clock.frozen(datetime.now(UTC) + timedelta(days=1, minutes=1)):
        assert api.sweep_orphans() == (1, 2)

    assert [row.id for row in StoredFile.objects.all()] == [linked.id]
    assert loose.id != linked.id
    assert blobs_on_disk() == [blobs.name_of(linked.sha256)]


def test_blob_shared_with_a_linked_file_survives_the_sweep() -> None:
    keep(b"chung"), (linked := keep(b"chung"))
    api.link_file(file_id=linked.id, owner=("forms.draft", new_id()), actor=ACTOR)

    with clock.frozen(datetime.now(UTC) + timedelta(days=2)):
        assert api.sweep_orphans() == (1, 0)
    assert blobs_on_disk() == [blobs.name_of(linked.sha256)]


def test_interrupted_write_leaves_no_half_blob(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(fd: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr("tinhso.foundation.files.adapters.storage.os.fsync", dies)

    with pytest.raises(OSError, match="no space"):
        keep(b"half")
    assert blobs_on_disk() == []
    assert StoredFile.objects.count() == 0


def test_lost_blob_is_told_as_missing() -> None:
    kept, owner = keep(b"mat"), ("forms.draft", new_id())
    api.link_file(file_id=kept.id, owner=owner, actor=ACTOR)
    blobs.remove(kept.sha256)

    with pytest.raises(FileNotFound, match="không còn trong kho"):
        api.read_file(file_id=kept.id, owner=owner, actor=ACTOR)


@given(st.text(max_size=300), st.sampled_from(["", "application/pdf", "image/heic"]))
def test_names_are_short_safe_and_honest(name: str, media_type: str) -> None:
    cleaned = clean_name(name, media_type)

    assert 0 < len(cleaned) <= 125
    assert not set(cleaned) & set('\\/:*?"<>|\r\n\0')
    assert not media_type or cleaned.rpartition(".")[2].lower() in ("pdf", "heic", "heif")


def test_a_renewed_signed_file_keeps_both_blobs_and_every_reading_gives_the_newer() -> None:
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        kept, owner = keep(b"da ky"), ("dossier_result", new_id())
        api.link_file(file_id=kept.id, owner=owner, signed=True, actor=ACTOR)
        newer = api.renew_signed_file(sha256=kept.sha256, content=b"da ky, gia han")
        assert api.renew_signed_file(sha256=kept.sha256, content=b"da ky, gia han") == newer

    with clock.frozen(datetime(2126, 1, 3, tzinfo=UTC)):
        api.sweep_orphans()

    content = api.read_file(file_id=kept.id, owner=owner, actor=ACTOR)
    assert (content.read(), content.file.size, content.file.sha256) == (b"da ky, gia han", 14, kept.sha256)
    assert {kept.sha256, newer} <= set(blobs.hashes())
    assert [api.original_of(newer), api.original_of(kept.sha256)] == [kept.sha256, kept.sha256]


def test_only_what_begins_with_the_signed_bytes_renews_them_and_only_signed_files_are_renewed() -> None:
    kept, owner = keep(b"da ky"), ("dossier_result", new_id())

    with pytest.raises(FileNotFound):
        api.renew_signed_file(sha256=kept.sha256, content=b"da ky, gia han")
    api.link_file(file_id=kept.id, owner=owner, signed=True, actor=ACTOR)
    with pytest.raises(NotARenewal):
        api.renew_signed_file(sha256=kept.sha256, content=b"khac")

    assert api.read_file(file_id=kept.id, owner=owner, actor=ACTOR).read() == b"da ky"
