"""The kind of definition that the library owns: an official blank form, a file that lies beside its definition."""

import hashlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import UploadRefused
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.services.papers import api as papers
from tinhso.services.papers.errors import DocxInvalid


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """The paper exists, and the file is what its name says, whole, and the one that was meant."""
    body = definition.body
    of_code = [one for one in catalogue.all("procedure") if one.code == body["procedure"]]
    procedure = next((one for one in of_code if definition.file.startswith(f"{one.file}/forms/")), None)
    if procedure is None:
        yield definition.problem("/procedure", f"Thư mục này không phải của thủ tục “{body['procedure']}”.")
    else:
        yield from _check_paper(definition, procedure)
    content = b64decode(body["content"])
    wrong = _wrong_file(body["file"], content)
    if wrong:
        yield definition.problem("/file", wrong)
    found = hashlib.sha256(content).hexdigest()
    if found != body.get("sha256", found):
        yield definition.problem("/sha256", f"Tệp không phải tệp đã duyệt: mã băm của tệp là {found}.")


def _check_paper(definition: Definition, procedure: Definition) -> Iterator[Problem]:
    component = definition.body.get("component")
    if component is None and "form" not in procedure.body:
        yield definition.problem("/component", "Thủ tục không có biểu mẫu điện tử: ghi thành phần dùng biểu mẫu này.")
    elif component is not None and all(one["code"] != component for one in procedure.body.get("components", ())):
        yield definition.problem("/component", f"Thủ tục không có thành phần “{component}”.")


def _wrong_file(name: str, content: bytes) -> str:
    try:
        if name.endswith(".docx"):
            papers.check_blank_docx(content)
        else:
            files.check_pdf(content=content, name=name)
    except DocxInvalid as refused:
        return f"Không phải tệp Word dùng được: {refused.message}"
    except UploadRefused as refused:
        return refused.message
    return ""


KINDS = (
    Kind(
        code="official_form",
        title="Biểu mẫu chính thức",
        pattern="procedures/*/*/forms/*.yaml",
        schema=Path(__file__).parent / "schemas" / "official_form.json",
        check=_check,
        depends_on=("procedure",),
        attaches="file",
    ),
)
