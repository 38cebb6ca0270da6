"""One operation of one partner: its parameters in place, carried, its answer read and judged."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tinhso.engines.connectors.adapters import partner
from tinhso.engines.connectors.adapters.transports import is_on, transport
from tinhso.engines.connectors.domain import filling, reading
from tinhso.engines.connectors.errors import Disagrees, NotSetUp, Refused, Uncertain
from tinhso.engines.connectors.types import Connector, Meaning, Operation, Said
from tinhso.kernel.clock import now
from tinhso.kernel.errors import DomainError
from tinhso.kernel.http import Answer, WrongAnswer

_OFF = "Tỉnh chưa kết nối hệ thống ngoài (TINHSO_CONNECTORS_ADAPTER=off)."


def call(connector: Connector, name: str, parameters: Mapping[str, Any]) -> Said:
    """Raises NotReached, Uncertain, Disagrees, Refused, NotSetUp."""
    operation = connector.operations.get(name)
    if operation is None:
        raise NotSetUp(f"{connector.title} không có lời gọi “{name}”.")
    if not is_on():
        raise NotSetUp(_OFF)
    agency = str(parameters.get("agency", ""))
    parameters = {**parameters, "agency": connector.agencies.get(agency, agency)}
    said, answer = _ask(connector, operation, parameters)
    if said.meaning is Meaning.SIGNED_OUT:
        transport.get().forget(connector)
        said, answer = _ask(connector, operation, parameters)
    if said.meaning is Meaning.SIGNED_OUT:
        raise Refused(_code(answer, connector), _no(answer, connector))
    return said


def _ask(connector: Connector, operation: Operation, parameters: Mapping[str, Any]) -> tuple[Said, Any]:
    quoted = {key: quote(str(value), safe="") for key, value in parameters.items()}
    body = b""
    if operation.body is not None:
        body = json.dumps(filling.body(operation, parameters), ensure_ascii=False).encode()
    answer = transport.get().exchange(
        connector,
        operation.method,
        filling.text(operation.path, quoted),
        {key: filling.text(line, parameters) for key, line in operation.query.items()},
        body,
    )
    return _read(connector, operation, answer)


def _read(connector: Connector, operation: Operation, answer: Answer) -> tuple[Said, Any]:
    try:
        content = answer.json()
    except WrongAnswer as broken:
        raise Uncertain(f"{broken.message} Báo {connector.keeper}; hệ thống hỏi lại rồi mới gửi nữa.") from broken
    if not isinstance(content, dict | list):
        raise Uncertain(f"{connector.title} trả lời không đúng khuôn dạng đã thống nhất; báo {connector.keeper}.")
    meant = reading.meaning(content, connector.answers)
    if meant is Meaning.YES and answer.status >= 300:
        raise Disagrees(
            f"{connector.title} vừa báo lỗi HTTP {answer.status} vừa báo thành công; không dùng, báo {connector.keeper}."
        )
    if meant is Meaning.AGAIN:
        raise Uncertain(_no(content, connector))
    if meant is Meaning.NO:
        raise Refused(_code(content, connector), _no(content, connector))
    values = reading.values(content, operation) if meant in (Meaning.YES, Meaning.KNOWN) else {}
    empty = [one for one in operation.needs if not values.get(one)]
    if meant is Meaning.YES and empty:
        raise Disagrees(
            f"{connector.title} báo thành công nhưng không cho biết {', '.join(empty)}; không dùng, báo {connector.keeper}."
        )
    return Said(meaning=meant, values=values), content


def _code(content: Any, connector: Connector) -> str:
    return reading.text_at(content, connector.answers.code_at)[:40]


def _no(content: Any, connector: Connector) -> str:
    """The partner's code and words, then what to do about it."""
    code, words = _code(content, connector), reading.text_at(content, connector.answers.words_at)[:150]
    advice = connector.answers.advice.get(code, f"Đối chiếu hồ sơ; không rõ thì hỏi {connector.keeper}.")
    return f"{connector.title} trả mã {code or 'trống'}{f' “{words}”' if words else ''}. {advice}"


def check(connector: Connector, *, agency: str) -> list[str]:
    """What is wrong, each with what to do: our own settings first, then a call that changes nothing."""
    if not is_on():
        return [_OFF]
    found = transport.get().problems(connector)
    operation = connector.operations.get("check")
    if found or operation is None:
        return found
    try:
        answer = transport.get().exchange(
            connector, operation.method, operation.path, {}, json.dumps(filling.body(operation, {"agency": agency})).encode()
            if operation.body is not None else b"",
        )  # fmt: skip
        _read(connector, operation, answer)
    except DomainError as failed:
        return [failed.message]
    apart = partner.clocks_apart(answer, at=now())
    return [partner.clock_words(connector, apart)] if apart is not None and abs(apart) > connector.clocks_apart else []
