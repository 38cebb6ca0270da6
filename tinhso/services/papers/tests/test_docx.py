"""Word files of letters: hostile ones are refused by name, fields are filled wherever Word cut them, words are compared."""

import contextlib
import zipfile
from base64 import b64encode
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.services.papers import api, queries
from tinhso.services.papers.domain.docx import merging
from tinhso.services.papers.domain.docx.document import lines_of, read_document
from tinhso.services.papers.errors import DocxInvalid, LetterUnknownField
from tinhso.services.papers.testing import docx, paragraph
from tinhso.services.papers.types import Piece

RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"{mode}/></Relationships>'
)
EXTERNAL = ' TargetMode="External"'
HEAD = "<w:hdr><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _relation(kind: str, target: str, mode: str = "") -> dict[str, str | bytes]:
    return {"word/_rels/document.xml.rels": RELATION.format(kind=kind, target=target, mode=mode)}


def _bomb() -> bytes:
    target = BytesIO(docx(paragraph("Chào")))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as written:
        written.writestr("word/theme.xml", b"<a>" + b" " * 60_000_000 + b"</a>")
    return target.getvalue()


HOSTILE = {
    "macro": (docx(paragraph("a"), parts={"word/vbaProject.bin": b"\xd0\xcf"}), "macro"),
    "macro type": (
        docx(paragraph("a"), parts={"[Content_Types].xml": "<Types>document.macroEnabled.main+xml</Types>"}),
        "macro",
    ),
    "external link": (docx(paragraph("a"), parts=_relation("hyperlink", "http://x.example/", EXTERNAL)), "liên kết ra"),
    "attached template": (
        docx(paragraph("a"), parts={"word/_rels/settings.xml.rels": RELATION.format(kind="attachedTemplate", target="t", mode=EXTERNAL)}),
        "liên kết ra bên ngoài",
    ),
    "embedded file": (docx(paragraph("a"), parts={"word/embeddings/a.xlsx": b"PK"}), "tệp nhúng"),
    "text of another file": (docx(paragraph("a"), parts=_relation("aFChunk", "b.html")), "văn bản khác nhúng"),
    "picture": (docx("<w:p><w:r><w:drawing/></w:r></w:p>"), "hình vẽ hoặc ảnh"),
    "field": (docx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'), "trường tính toán"),
    "change not accepted": (docx("<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>"), "thay đổi chưa được chấp nhận"),
    "entity": (docx("", parts={"word/document.xml": f'<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="{W}"/>'}), "khai báo XML lạ"),
    "bomb": (_bomb(), "bung ra quá lớn"),
    "words in the head": (docx(paragraph("a"), parts={"word/header1.xml": HEAD}), "đầu trang"),
    "way out of the folder": (docx(paragraph("a"), parts={"../../evil.xml": "<a/>"}), "phần lạ"),
    "no Word file": (b"%PDF-1.4", "không phải tệp Word"),
    "a part without a name": (docx(paragraph("a")).replace(b"word/document.xml", b"\0" * 17), "hỏng"),
    "broken": (docx(paragraph("a"))[:-40], "hỏng"),
    "template marks": (docx(paragraph("{{ applicant_name }}")), "dấu của mẫu"),
    "jinja": (docx(paragraph("{% for a in b %}")), "dấu của mẫu"),
    "nothing": (docx(paragraph("  ")), "không có chữ"),
}  # fmt: skip


@given(at=st.integers(0, 2000), byte=st.integers(0, 255), cut=st.integers(0, 2000))
def test_whatever_bytes_come_they_are_taken_or_refused(at: int, byte: int, cut: int) -> None:
    whole = bytearray(docx(paragraph("Kính gửi", listed=True)))
    whole[at % len(whole)] = byte
    content = bytes(whole[: len(whole) - cut % len(whole)])

    with contextlib.suppress(DocxInvalid):
        api.check_docx(content)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_letter_does_not_need_is_refused_by_name(name: str) -> None:
    content, words = HOSTILE[name]

    with pytest.raises(DocxInvalid, match=words):
        api.check_docx(content)


def test_a_plain_letter_is_taken() -> None:
    api.check_docx(
        docx(paragraph("Kính gửi: Ông/Bà") + "<w:tbl><w:tr><w:tc>" + paragraph("ô") + "</w:tc></w:tr></w:tbl>")
    )


def test_a_field_is_filled_wherever_word_cut_it_and_the_rest_stays() -> None:
    cut = (
        "<w:p><w:r><w:t>Gửi {{ appli</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>cant_name</w:t></w:r>"
        "<w:r><w:t> }}, số {{ number }}.</w:t></w:r></w:p>"
    )
    merged = api.merge_docx(docx(cut + paragraph("Không đổi")), {"applicant_name": "Lê & <Lan>", "number": "7"})

    assert lines_of(read_document(merged)) == ("Gửi Lê & <Lan>, số 7.", "Không đổi")
    assert api.docx_html(merged).splitlines()[0] == "<p>Gửi Lê &amp; &lt;Lan&gt;, số 7.</p>"


def test_a_value_with_marks_is_not_merged_again() -> None:
    merged = api.merge_docx(docx(paragraph("{{ a }}")), {"a": "{{ b }}", "b": "x"})

    assert lines_of(read_document(merged)) == ("{{ b }}",)


def test_a_field_that_nobody_gives_is_told() -> None:
    with pytest.raises(LetterUnknownField, match="nobody"):
        api.merge_docx(docx(paragraph("{{ nobody }}")), {})


def test_the_definition_is_told_file_paragraph_and_field() -> None:
    template = docx(paragraph("Kính gửi") + paragraph("{{ applicant_name }} {{ phone }} {{ signer_name }}"))
    known = frozenset({"applicant_name"})

    assert [number for number, _ in merging.problems(template, known)] == [2, 2]
    procedure = {"letters": {"granted": {"docx": _base64(template)}}}
    offered = {"applicant_name": "Họ tên", "signer_name": "Người ký"}
    assert [pointer for pointer, _ in queries.letter_problems(procedure, offered)] == ["/letters/granted/docx"] * 2
    assert "phone" in next(iter(queries.letter_problems(procedure, offered)))[1]


def _base64(content: bytes) -> str:

    return b64encode(content).decode()


def test_lists_are_numbered_and_looks_become_classes() -> None:
    body = paragraph("Một", listed=True) + paragraph("Hai", listed=True) + paragraph("Giữa", bold=True, align="center")

    assert api.docx_html(docx(body)) == (
        '<p class="listed listed-0"><span class="list-label">1.</span> Một</p>\n'
        '<p class="listed listed-0"><span class="list-label">2.</span> Hai</p>\n'
        '<p class="centred"><b>Giữa</b></p>'
    )


def test_two_versions_are_compared_word_by_word() -> None:
    before = docx(paragraph("Cấp cho bà Lan") + paragraph("Hiệu lực 12 tháng") + paragraph("Bỏ dòng này"))
    after = docx(paragraph("Cấp cho bà Lan") + paragraph("Hiệu lực 24 tháng"))

    assert api.compare_docx(before, after) == (
        (Piece("same", "Hiệu lực"), Piece("old", "12"), Piece("new", "24"), Piece("same", "tháng")),
        (Piece("old", "Bỏ dòng này"),),
    )
