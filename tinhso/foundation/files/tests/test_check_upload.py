"""What is taken and what is refused, each refusal with its sentence."""

import base64
import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.foundation.files import api
from tinhso.foundation.files import testing as samples
from tinhso.foundation.files.adapters.demo import EICAR, DemoScanner
from tinhso.foundation.files.adapters.scanners import scanners
from tinhso.foundation.files.domain.inflating import unfolded_size
from tinhso.foundation.files.errors import ScanUnavailable, UploadRefused
from tinhso.foundation.files.types import CheckedUpload, UploadKind

LIMIT = 20 * 1024 * 1024


def check(
    content: bytes, name: str = "a.pdf", *, max_bytes: int = LIMIT, allow: Iterable[UploadKind] = tuple(UploadKind)
) -> CheckedUpload:
    return api.check_upload(content=content, name=name, max_bytes=max_bytes, allow=allow)


def reason(content: bytes, name: str = "giay.pdf", **more: Any) -> str:
    with pytest.raises(UploadRefused) as refused:
        check(content, name, **more)
    return str(refused.value)


def test_pdf_is_taken_with_its_pages() -> None:
    taken = check(samples.pdf(3), "Giấy chứng sinh.PDF")

    assert (taken.kind, taken.media_type, taken.pages, taken.name) == (
        "pdf",
        "application/pdf",
        3,
        "Giấy chứng sinh.PDF",
    )


@pytest.mark.parametrize(
    ("form", "media_type", "name"),
    [
        ("JPEG", "image/jpeg", "a.jpg"),
        ("PNG", "image/png", "a.png"),
        ("WEBP", "image/webp", "a.webp"),
        ("HEIF", "image/heic", "a.heic"),
    ],
)
def test_photo_is_taken_by_its_content(form: str, media_type: str, name: str) -> None:
    taken = check(samples.photo(form=form), "a.pdf")

    assert (taken.kind, taken.media_type, taken.name, taken.width, taken.height) == (
        "photo",
        media_type,
        name,
        400,
        300,
    )


def test_empty_and_oversize_are_refused_with_sizes() -> None:
    assert reason(b"") == "Không nhận tệp “giay.pdf”: tệp trống, không có dữ liệu."
    assert reason(samples.pdf(), max_bytes=100) == "Không nhận tệp “giay.pdf”: tệp lớn 0,1 MB, nhiều nhất được 0,1 MB."
    assert "tệp lớn 3 MB, nhiều nhất được 2 MB" in reason(
        b"%PDF-" + bytes(3 * 1024 * 1024 - 5), max_bytes=2 * 1024 * 1024
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00" + bytes(200), "tệp chương trình Windows"),
        (b"\x7fELF" + bytes(200), "tệp chương trình Linux"),
        (b"#!/bin/sh\nrm -rf /", "tệp lệnh"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "trang web"),
        (b"  <svg onload=alert(1)>", "trang web"),
        (b"GIF89a" + bytes(50), "ảnh động GIF"),
        (b"junk before %PDF-1.4 and more", "dữ liệu lạ đứng trước phần PDF"),
        (b"just text", "loại tệp không nhận ra"),
    ],
)
def test_disguised_file_is_named_for_what_it_is(content: bytes, words: str) -> None:
    said = reason(content, "hoa-don.pdf")

    assert "hoa-don.pdf" in said
    assert words in said
    assert "chỉ nhận PDF hoặc ảnh chụp" in said


def test_zip_bomb_is_refused_without_opening() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(10_000_000))

    assert "tệp nén" in reason(out.getvalue(), "ho-so.zip")


def test_polyglots_are_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("run.exe", b"MZ")

    for host in (samples.pdf(), samples.photo()):
        assert "giấu bên trong" in reason(host + archive.getvalue())
    assert "giấu bên trong" in reason(samples.pdf() + b"\n<script>alert(1)</script>")


def test_kind_that_is_not_asked_for_is_refused() -> None:
    assert "đây là PDF; chỉ nhận ảnh chụp" in reason(samples.pdf(), allow=[UploadKind.PHOTO])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.Root.__setattr__("OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript,
        JS="app.alert(1)")), "JavaScript"),
        (lambda d: d.pages[0].obj.__setattr__("AA", pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch,
        F="cmd.exe"))), "mở chương trình"),
        (lambda d: d.attachments.__setitem__("a.exe", b"MZ"), "đính kèm"),
        (lambda d: d.Root.__setattr__("AcroForm", pikepdf.Dictionary(XFA="x")), "XFA"),
    ],
)  # fmt: skip
def test_living_pdf_is_refused(change: object, words: str) -> None:
    assert words in reason(samples.pdf(change=change))


def test_locked_pdf_is_refused_with_advice() -> None:
    locked = samples.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    half_locked = samples.pdf(encryption=pikepdf.Encryption(owner="a", user=""))

    assert "bỏ mật khẩu" in reason(locked)
    assert "bỏ mật khẩu" in reason(half_locked)


def test_pdf_of_too_many_pages_or_huge_pages_is_refused() -> None:
    assert "có 301 trang, nhiều nhất được 300 trang" in reason(samples.pdf(301))
    assert "kích thước bất thường" in reason(
        samples.pdf(change=lambda d: d.pages[0].obj.__setattr__("MediaBox", pikepdf.Array([0, 0, 90000, 90000])))
    )


def test_decompression_bombs_are_refused() -> None:
    assert "dữ liệu nén bên trong quá lớn" in reason(samples.pdf_bomb())
    stacked = samples.pdf().replace(b"/Type", b"/Filter[/FlateDecode /FlateDecode]/Type", 1)
    assert "dữ liệu nén bên trong quá lớn" in reason(stacked)
    spelt = samples.pdf_bomb(1).replace(
        b"/ObjStm/Filter/FlateDecode", b"/#4fbjStm/Filter[/#41SCIIHexDecode /FlateDecode]"
    )
    assert "dữ liệu nén bên trong quá lớn" in reason(spelt)
    assert "kích thước quá lớn" in reason(samples.png_bomb())
    assert "kích thước quá lớn" in reason(samples.png_bomb(9_000), "a.png")


def lzw(runs: int, early: int = 1) -> bytes:
    """A stream of zeros in which every word is one longer than the one before."""
    codes, width, bits, held = [256, 0], 9, 0, 0
    codes += range(258, 258 + runs)
    known = 258
    for place, code in enumerate(codes):
        held, bits = held << width | code, bits + width
        known += place > 1
        width = min(12, (known + early).bit_length()) if place else 9
    return (held << -bits % 8).to_bytes((bits + 7) // 8, "big")


@pytest.mark.parametrize(
    ("data", "filters", "size"),
    [
        (b"abc", [], 3),
        (zlib.compress(bytes(5000)), ["FlateDecode"], 5000),
        (base64.a85encode(zlib.compress(bytes(5000))) + b"~>", ["ASCII85Decode", "FlateDecode"], 5000),
        (zlib.compress(bytes(5000)).hex().encode() + b">", ["AHx", "Fl"], 5000),
        (lzw(1000), ["LZWDecode"], 1 + sum(range(2, 1002))),
        (b"\x81a\x02abc\x80", ["RunLengthDecode"], 131),
        (zlib.compress(b"jpeg" * 10), ["FlateDecode", "DCTDecode"], 40),
        (b"jpeg", ["DCTDecode"], 4),
        (b"zz>", ["ASCIIHexDecode"], 0),
    ],
)
def test_what_a_stream_unfolds_to(data: bytes, filters: list[str], size: int) -> None:
    assert unfolded_size(data, filters, 1_000_000) == size
    if size > 4 and filters != ["ASCIIHexDecode"] and filters[0] != "DCTDecode":
        assert unfolded_size(data, filters, size - 1) > 400_000_000


def test_lzw_that_widens_late_is_measured_as_its_readers_do() -> None:
    late = lzw(3000, early=0)
    size = 1 + sum(range(2, 3002))

    assert unfolded_size(late, ["LZWDecode"], 10_000_000) < size
    assert unfolded_size(late, ["LZWDecode"], 10_000_000, late_lzw=True) >= size


def packed_page(megabytes: int, **stream: Any) -> bytes:
    """One page whose stream unfolds to that many megabytes of blanks."""
    packed = zlib.compress(b" " * (megabytes << 20), 9)

    def change(document: Any) -> None:
        content = document.make_stream(packed, Filter=pikepdf.Name.FlateDecode, **stream)
        document.pages[0].obj.Extra = content

    return samples.pdf(change=change)


def test_small_files_that_unfold_far_are_refused_and_real_scans_are_taken() -> None:
    bomb = packed_page(120)
    scan = {"Subtype": pikepdf.Name.Image, "Width": 4960, "Height": 7016}

    assert len(bomb) < 130_000
    assert "dữ liệu nén bên trong quá lớn" in reason(bomb)
    assert "hơn 32 MB" in reason(packed_page(33))
    assert check(packed_page(31)).pages == 1
    # A colour page at 600 dots an inch; not what only says that it is one.
    assert check(packed_page(100, **scan)).pages == 1
    assert "hơn 1 MB" in reason(packed_page(3, Subtype=pikepdf.Name.Image, Width=9, Height=9))
    assert "1 trang bung ra hơn 110 MB" in reason(
        samples.pdf(
            change=lambda d: [
                d.pages[0].obj.__setattr__(
                    f"E{n}", d.make_stream(zlib.compress(bytes(30 << 20), 9), Filter=pikepdf.Name.FlateDecode)
                )
                for n in range(4)
            ]
        )
    )


def test_broken_files_are_refused_with_advice() -> None:
    assert "hãy lưu hoặc chụp lại" in reason(b"%PDF-1.7\n" + bytes(500))
    assert "hãy chụp lại" in reason(b"\xff\xd8\xff" + bytes(500))


def test_virus_is_refused_and_dead_scanner_is_retryable() -> None:
    infected = samples.pdf()[:-6] + b"%" + EICAR + b"\n%%EOF\n"
    assert "phát hiện mã độc (Eicar-Test-Signature)" in reason(infected)

    scanner = scanners.get()
    assert isinstance(scanner, DemoScanner)
    scanner.fails = True
    try:
        with pytest.raises(ScanUnavailable) as down:
            check(samples.pdf())
    finally:
        scanner.fails = False
    assert down.value.retryable
    assert down.value.status == 503


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["pdf", "JPEG", "PNG", "WEBP", "HEIF"]), st.data())
def test_damaged_upload_is_taken_or_refused_never_an_accident(form: str, data: st.DataObject) -> None:
    content = bytearray(samples.pdf(2) if form == "pdf" else samples.photo((64, 48), form=form))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))

    for one in (bytes(content), bytes(content[:cut])):
        try:
            taken = check(one)
            if taken.kind is UploadKind.PHOTO:
                api.photos_to_pdf([one])
        except UploadRefused:
            continue


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF1234WEBP", b"\0\0\0\x18ftypheic"]
    ),
)
def test_noise_is_refused(noise: bytes, head: bytes) -> None:
    with pytest.raises(UploadRefused):
        check(head + noise)
