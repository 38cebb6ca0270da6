"""Compiled forms, kept by the hash of their files."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from tinhso.engines.forms.domain.compiling import build, digest
from tinhso.engines.forms.errors import FormBroken
from tinhso.engines.forms.types import Form
from tinhso.foundation.definitions.api import get_version

KEPT = 512
_forms: dict[str, Form] = {}


def compile_form(form_body: Mapping[str, Any]) -> Form:
    try:
        sha256 = digest(form_body["schema"], form_body["ui"])
        if sha256 not in _forms:
            if len(_forms) >= KEPT:
                _forms.clear()
            _forms[sha256] = build(form_body["schema"], form_body["ui"])
        return _forms[sha256]
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        raise FormBroken("Biểu mẫu của thủ tục này bị lỗi. Chạy: tinhso definitions check") from broken


@lru_cache(maxsize=KEPT)
def form_of_version(version_id: UUID) -> Form:
    """The form of an applied procedure version; versions never change."""
    body = get_version(version_id).body
    if "form" not in body:
        raise FormBroken("Thủ tục này chưa có biểu mẫu trực tuyến.")
    return compile_form(body["form"])
