"""Official blanks: a file that a province lays beside a procedure's definitions is checked with them and offered as it is."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from tinhso.casework.blank_forms import api
from tinhso.engines.procedures.testing import procedure_body
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.services.papers.testing import docx, paragraph

KITE, NAME = "9.000001", "to-khai-tha-dieu.docx"
GOOD = docx(paragraph("Tờ khai của tỉnh"))
NOT_WORD = "/file Không phải tệp Word dùng được: "


def _lay(root: Path, content: bytes = GOOD, **changed: str) -> Path:
    """A procedure with a blank beside it, whose definition says what is `changed`."""
    forms = root / "definitions" / "procedures" / "dieu" / KITE / "forms"
    forms.mkdir(parents=True)
    (forms.parent / "procedure.yaml").write_text(yaml.safe_dump(procedure_body()), "utf-8")
    said = {
        "code": f"{KITE}/to-khai",
        "title": "Tờ khai thả diều",
        "effective_from": "2025-07-01",
        "legal_basis": [{"document": "12/2030/QH20"}],
        "procedure": KITE,
        "component": "paper_form",
        "file": NAME,
        **changed,
    }
    (forms / "to-khai.yaml").write_text(yaml.safe_dump(said), "utf-8")
    (forms / NAME).write_bytes(content)
    return root / "definitions"


@pytest.mark.parametrize(
    ("content", "changed", "told"),
    [
        (b"%PDF-1.7", {}, [f"{NOT_WORD}đây không phải tệp Word (.docx)."]),
        (
            docx(paragraph("a"), parts={"word/vbaProject.bin": b"\xd0\xcf"}), {},
            [f"{NOT_WORD}tệp chứa macro hoặc mã chạy được."],
        ),
        (
            docx(paragraph("a"), parts={"word/_rels/settings.xml.rels": (
                '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="http://x.example/t.dotm" '
                'TargetMode="External"/></Relationships>'
            )}), {},
            [f"{NOT_WORD}tệp chứa một mẫu đính kèm từ bên ngoài."],
        ),
        (GOOD, {"file": "khac.docx"}, ["/file không có tệp này bên cạnh: ghi tên một tệp trong cùng thư mục"]),
        (GOOD, {"component": "khong_co"}, ["/component Thủ tục không có thành phần “khong_co”."]),
        (GOOD, {"procedure": "9.000002"}, ["/procedure Thư mục này không phải của thủ tục “9.000002”."]),
        (GOOD, {"sha256": "0" * 64}, [
            f"/sha256 Tệp không phải tệp đã duyệt: mã băm của tệp là {hashlib.sha256(GOOD).hexdigest()}.",
        ]),
        (GOOD, {"sha256": hashlib.sha256(GOOD).hexdigest()}, []),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_was_meant_is_told(
    tmp_path: Path, content: bytes, changed: dict[str, str], told: list[str]
) -> None:
    found = definitions.check_folder(_lay(tmp_path, content, **changed))

    assert [f"{one.pointer} {one.message}" for one in found] == told


def test_a_pdf_of_a_province_must_be_one(tmp_path: Path) -> None:
    root = _lay(tmp_path, file="to-khai.pdf")
    (root / "procedures" / "dieu" / KITE / "forms" / "to-khai.pdf").write_bytes(GOOD)

    (wrong,) = definitions.check_folder(root)

    assert (wrong.pointer, wrong.message.endswith("chỉ nhận PDF.")) == ("/file", True)


@pytest.mark.django_db
def test_what_lies_beside_a_procedure_is_offered_byte_for_byte_with_its_kind_and_size(tmp_path: Path) -> None:
    definitions.apply_folder(_lay(tmp_path), actor=system_actor())
    browser: Any = Client()

    page = browser.get(f"/bieu-mau/{KITE}/").content.decode()
    found = browser.get(f"/bieu-mau/{KITE}/mau/{NAME}")

    assert (found.status_code, found.content) == (200, GOOD)
    assert found.headers["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert "Tải mẫu chính thức (Word)" in page
    assert "lấy tại Bộ phận Một cửa" not in page
    assert f"/bieu-mau/{KITE}/mau/{NAME}" in browser.get(f"/thu-tuc/{KITE}/").content.decode()
    (form,) = api.forms_of(KITE)
    assert [(one.name, one.title, one.size) for one in form.official] == [(NAME, "Tờ khai thả diều", len(GOOD))]
    assert browser.get(f"/bieu-mau/{KITE}/mau/khac.docx").status_code == 404
