"""Ready-made procedures for tests of this and other modules: definitions as bodies, applied through the real checks."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinhso.engines.procedures.tests.synthetic import record as record
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.kernel.actor import system_actor


def procedure_body(code: str = "9.000001", **changes: Any) -> dict[str, Any]:
    """A small complete `procedure` body without form and process; keyword arguments replace keys."""
    return {
        "code": code,
        "title": "Cấp thẻ thả diều",
        "effective_from": "2025-07-01",
        "legal_basis": [{"document": "12/2030/QH20", "article": "Điều 3"}],
        "field": {"code": "dieu-va-gio", "title": "Diều và gió"},
        "levels": ["commune"],
        "subjects": ["citizen"],
        "route": "ours",
        "online_level": "full",
        "intro": "Thẻ để thả diều nơi công cộng.",
        "minutes": 10,
        "receiving": {"places": ["commune"], "deciding": {"tier": "commune"}},
        "situations": [{"code": "small", "title": "Diều nhỏ"}, {"code": "big", "title": "Diều to"}],
        "case_from": "/kite/size",
        "terms": [
            {"kind": "statutory", "channel": "any", "value": 5, "unit": "working_days", "source": "national_record"},
            {
                "kind": "statutory", "channel": "any", "case": "big", "value": 10, "unit": "working_days",
                "legal_basis": {"document": "34/2031/NĐ-CP", "article": "Điều 2"},
            },
            {"kind": "committed", "channel": "online", "value": 3, "unit": "working_days", "source": "national_record"},
        ],
        "fees": [
            {"channel": "any", "amount_vnd": 20000, "source": "national_record"},
            {"channel": "online", "amount_vnd": 10000, "source": "national_record"},
            {
                "code": "copy", "kind": "charge", "channel": "any", "case": "big", "amount_vnd": 5000, "per": "bản",
                "quantity_from": "/copies", "source": "national_record",
            },
        ],
        "components": [
            {"code": "photo", "title": "Ảnh con diều", "originals": 1},
            {"code": "plan", "title": "Bản vẽ", "copies": 2, "originals": 0, "required_when": {"case": "big"}},
            {
                "code": "consent", "title": "Giấy đồng ý", "hint": "Nếu người xin dưới 15 tuổi",
                "required_when": {"answers": {"/applicant/is_child": {"const": True}}},
            },
            {
                "code": "paper_form", "title": "Tờ khai", "is_form": True,
                "required_when": {"channel": ["counter", "postal"]},
            },
        ],
        "results": [{"code": "KQ.G99.000001", "title": "Thẻ thả diều", "valid_months": 24}],
        "aliases": ["giấy phép thả diều"],
    } | changes  # fmt: skip


def apply_body(kind: str, body: dict[str, Any]) -> DefinitionVersion:
    """Applies one body as `tinhso definitions apply` would, checks included."""
    own = dict(body)
    with TemporaryDirectory() as folder:
        place = Path(folder) / "definitions" / _PLACES[kind]
        if kind == "procedure":
            place = place / body["code"]
            _write(place / "form.schema.json", own.get("form", {}).get("schema"))
            _write(place / "form.ui.json", own.pop("form", {}).get("ui"))
            _write(place / "steps.yaml", own.pop("process", None))
            for number, case in enumerate(own.pop("cases", ())):
                _write(place / "cases" / f"{number:02}.yaml", case)
            _write(place / "procedure.yaml", own)
        else:
            _write(place / f"{body['code']}.yaml", own)
        definitions.apply_folder(Path(folder) / "definitions", actor=system_actor())
    return definitions.get(kind, body["code"], on=date.fromisoformat(body["effective_from"]))


_PLACES = {"procedure": "procedures/field", "procedure_overrides": "overrides", "chooser": "choosers"}


def _write(file: Path, value: Any) -> None:
    # JSON is YAML.
    if value is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
