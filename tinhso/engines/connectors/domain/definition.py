"""From the body of a definition to a connector."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tinhso.engines.connectors.types import Answers, Connector, Operation, Record, RecordField, Stage

_CODES = ("ok", "missing", "known", "again", "signed_out")


def connector_from(body: Mapping[str, Any], *, version_id: UUID | None) -> Connector:
    sign_in, limits, answer = body["sign_in"], body.get("limits", {}), body["answers"]
    return Connector(
        version_id=version_id,
        code=body["code"],
        title=body["title"],
        keeper=body["keeper"],
        address=body["address"].rstrip("/"),
        sign_in=sign_in["kind"],
        token_address=sign_in.get("token_address", ""),
        header=sign_in.get("header", ""),
        operations={name: _operation(name, one) for name, one in body["operations"].items()},
        answers=Answers(
            code_at=answer.get("code_at", ""),
            words_at=answer.get("words_at", ""),
            advice=answer.get("advice", {}),
            **{name: frozenset(answer.get(name, ())) for name in _CODES},
        ),
        records={code: _record(code, one) for code, one in body.get("records", {}).items()},
        stages={code: Stage(name) for code, name in body.get("stages", {}).items()},
        agencies=body.get("agencies", {}),
        seconds=float(limits.get("seconds", 30)),
        largest=limits.get("largest_bytes", 1_000_000),
        clocks_apart=timedelta(seconds=limits.get("clocks_apart_seconds", 300)),
        retry_minutes=tuple(body.get("retry_minutes", (1, 5, 15, 60, 240))),
        ask_minutes=body.get("ask_minutes", 30),
    )


def _operation(name: str, body: Mapping[str, Any]) -> Operation:
    return Operation(
        name=name,
        method=body["method"],
        path=body["path"],
        query=body.get("query", {}),
        body=body.get("body"),
        reads=body.get("reads", {}),
        needs=tuple(body.get("needs", ())),
    )


def _record(code: str, body: Mapping[str, Any]) -> Record:
    return Record(
        code=code,
        title=body["title"],
        constants=body.get("constants", {}),
        fields=tuple(
            RecordField(
                name=one["name"],
                kind=one.get("kind", "text"),
                is_required=one.get("required", False),
                longest=one.get("longest", 500),
                codes=one.get("codes", {}),
                like=one.get("like", "%d/%m/%Y"),
            )
            for one in body["fields"]
        ),
    )
