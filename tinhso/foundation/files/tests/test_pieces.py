"""A file comes in pieces over a weak network: it goes on where it broke off, and is believed only when it is whole."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.files import api
from tinhso.foundation.files.actions import receive_pieces
from tinhso.foundation.files.errors import UploadNotFound, UploadRefused, WrongPlace
from tinhso.foundation.files.models import PartialUpload, UploadPiece
from tinhso.foundation.files.types import UploadProgress
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
ME = Actor(channel=Channel.ONLINE, person_id=new_id())
OTHER = Actor(channel=Channel.ONLINE, person_id=new_id())
OWNER = ("forms.draft", new_id())
CONTENT = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def begin(content: bytes = CONTENT, **changes: Any) -> UploadProgress:
    given: dict[str, Any] = {
        "owner": OWNER, "label": "giay", "name": "ảnh.jpg", "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "max_bytes": 1 << 20, "actor": ME,
    }  # fmt: skip
    return api.begin_upload(**{**given, **changes})


def append(upload: UploadProgress, offset: int, content: bytes, *, actor: Actor = ME) -> UploadProgress:
    return api.append_upload(upload_id=upload.id, owner=OWNER, offset=offset, content=content, actor=actor)


def finish(upload: UploadProgress, *, actor: Actor = ME, label: str = "giay") -> tuple[str, bytes]:
    return api.finish_upload(upload_id=upload.id, owner=OWNER, label=label, actor=actor)


def test_pieces_become_the_file_once() -> None:
    upload = begin()
    assert append(upload, 0, CONTENT[:4000]).received == 4000
    assert append(upload, 4000, CONTENT[4000:]).is_whole
    assert finish(upload) == ("ảnh.jpg", CONTENT)
    with pytest.raises(UploadNotFound):
        finish(upload)
    assert (PartialUpload.objects.count(), UploadPiece.objects.count()) == (0, 0)


def test_the_same_file_begun_again_goes_on_where_it_broke_off() -> None:
    upload = begin()
    append(upload, 0, CONTENT[:4000])
    again = begin()
    assert (again.id, again.received) == (upload.id, 4000)


def test_a_piece_sent_twice_or_too_far_says_where_to_go_on() -> None:
    upload = begin()
    append(upload, 0, CONTENT[:4000])
    for offset in (0, 3999, 5000):
        with pytest.raises(WrongPlace) as told:
            append(upload, offset, CONTENT[4000:])
        assert told.value.received == 4000
    with pytest.raises(WrongPlace):
        append(upload, 4000, CONTENT)
    assert PartialUpload.objects.get().received == 4000


def test_what_is_not_as_announced_is_refused() -> None:
    upload = begin(sha256="0" * 64)
    append(upload, 0, CONTENT)
    with pytest.raises(UploadRefused, match="hỏng trên đường truyền"):
        finish(upload)
    assert not PartialUpload.objects.exists()
    upload = begin()
    append(upload, 0, CONTENT[:10])
    with pytest.raises(UploadRefused, match="chưa tải lên hết"):
        finish(upload)
    assert PartialUpload.objects.get().received == 10


@pytest.mark.parametrize("changes", [{"size": 0}, {"size": (1 << 20) + 1}, {"size": -1}, {"sha256": "x"}])
def test_an_announcement_out_of_bounds_leaves_nothing(changes: dict[str, Any]) -> None:
    with pytest.raises(UploadRefused):
        begin(**changes)
    assert not PartialUpload.objects.exists()


def test_nobody_else_touches_it() -> None:
    upload = begin()
    with pytest.raises(UploadNotFound):
        append(upload, 0, CONTENT, actor=OTHER)
    append(upload, 0, CONTENT)
    with pytest.raises(UploadNotFound):
        finish(upload, actor=OTHER)
    with pytest.raises(UploadNotFound):
        finish(upload, label="khac")
    assert finish(upload) == ("ảnh.jpg", CONTENT)


def test_nobody_fills_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive_pieces, "MOST_ON_THE_WAY", len(CONTENT) + 5)
    begin()
    with pytest.raises(UploadRefused, match="quá nhiều tệp"):
        begin(b"123456")
    with pytest.raises(UploadRefused, match="không đúng cỡ"):
        append(begin(), 0, b"")
    assert PartialUpload.objects.count() == 1


def test_abandoned_pieces_are_swept_after_a_day() -> None:
    append(begin(), 0, CONTENT[:100])
    with clock.frozen(clock.now() + timedelta(hours=23)):
        api.sweep_orphans()
    assert UploadPiece.objects.count() == 1
    with clock.frozen(clock.now() + timedelta(hours=25)):
        api.sweep_orphans()
    assert (PartialUpload.objects.count(), UploadPiece.objects.count()) == (0, 0)
