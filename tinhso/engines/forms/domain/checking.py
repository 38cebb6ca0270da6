"""Everything wrong in the two form files, each with a JSON pointer; a form that passes here compiles and can be
finished.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.compiling import STRING_FORMATS, fields_in, is_group, is_section, kind_of, walk
from tinhso.engines.forms.domain.conditions import ConditionBroken, comparisons, fields_of, read_condition
from tinhso.engines.forms.types import Condition, Field, FieldKind, FieldRef, FormProblem
from tinhso.kernel.definitions.wording import first_words

MAX_QUESTIONS = 7
MAX_MEGABYTES = 50
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z][a-z0-9-]*")
RESERVED_CODES = ("giay-to", "kiem-tra", "tiep", "bo", "luu-tam")
_UI_KEYS = {"topics", "checks", "papers", "minutes", "declaration", "keep_days", "cosigners"}
_TOPIC_KEYS = {
    "code",
    "title",
    "section",
    "hint",
    "help",
    "show_when",
    "fields",
    "repeat",
    "when_prefilled",
    "prefill_when",
}
_USE_KEYS = {"field", "label", "hint", "show_when", "widget", "width"}
_FORBIDDEN = ("if", "then", "else", "allOf", "anyOf", "not", "$ref", "additionalProperties", "dependentRequired")


def problems_of(body: Mapping[str, Any]) -> list[FormProblem]:
    """The problems of {"schema", "ui"}, in reading order; those of the schema first, since the UI stands on it."""
    schema, ui = body.get("schema"), body.get("ui")
    if not isinstance(schema, Mapping) or not isinstance(ui, Mapping):
        return [FormProblem("", "cần cả form.schema.json và form.ui.json, mỗi tệp là một đối tượng JSON")]
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as wrong:
        return [
            FormProblem("/schema" + paths.pointer(wrong.absolute_path), f"không đúng JSON Schema: {first_words(wrong)}")
        ]
    found = list(_schema_problems(schema, "/schema"))
    if schema.get("type") != "object" or any("kiểu" in one.message for one in found):
        found = found or [FormProblem("/schema", "gốc phải có type: object")]
    if not isinstance(ui.get("topics"), list) or not ui["topics"]:
        return [*found, FormProblem("/ui/topics", "cần ít nhất một chủ đề")]
    try:
        found += _Ui(schema, ui).problems()
    except (KeyError, TypeError, AttributeError, ValueError) as odd:
        found.append(FormProblem("/ui", f"không đọc được: {odd!r}"))
    return found


def _schema_problems(schema: Mapping[str, Any], at: str, *, in_group: bool = False) -> Iterator[FormProblem]:
    yield from (FormProblem(f"{at}/{key}", f"không dùng “{key}” trong biểu mẫu") for key in _FORBIDDEN if key in schema)
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in properties:
            yield FormProblem(f"{at}/required", f"“{name}” bắt buộc nhưng không có trong properties")
    for name, inner in properties.items():
        here = f"{at}/properties/{name}"
        if not _NAME.fullmatch(name):
            yield FormProblem(here, "tên chỉ gồm chữ thường không dấu, số và gạch dưới")
        if is_section(inner):
            yield from _schema_problems(inner, here, in_group=in_group)
        elif is_group(inner):
            if in_group:
                yield FormProblem(here, "nhóm lặp không nằm trong nhóm lặp")
            if "maxItems" not in inner:
                yield FormProblem(here, "nhóm lặp cần maxItems")
            yield from _schema_problems(inner["items"], f"{here}/items", in_group=True)
        else:
            yield from _field_problems(inner, here)


def _field_problems(schema: Mapping[str, Any], at: str) -> Iterator[FormProblem]:
    form, kind = schema.get("format"), kind_of(schema)
    if kind is None:
        known = ", ".join(sorted({*STRING_FORMATS, "vnd", "address"}))
        words = f"không biết format “{form}” (có: {known})" if form else "không biết kiểu câu hỏi này"
        yield FormProblem(f"{at}/format" if form else at, words)
        return
    if not schema.get("title"):
        yield FormProblem(at, "thiếu title (nhãn của câu hỏi)")
    if kind is FieldKind.TEXT and "maxLength" not in schema:
        yield FormProblem(at, "chữ tự do cần maxLength")
    if schema.get("x-when", "past") not in ("past", "future"):
        yield FormProblem(f"{at}/x-when", "x-when là past hoặc future")
    for key in schema:
        if key in _FORBIDDEN:
            yield FormProblem(f"{at}/{key}", f"không dùng “{key}” trong biểu mẫu")
    for index, option in enumerate(schema.get("oneOf") or schema.get("items", {}).get("oneOf", ())):
        if not isinstance(option, Mapping) or "const" not in option or not option.get("title"):
            yield FormProblem(f"{at}/oneOf/{index}", "mỗi lựa chọn cần const và title")


class _Ui:
    """The walk through form.ui.json: remembers what was asked so far."""

    def __init__(self, schema: Mapping[str, Any], ui: Mapping[str, Any]) -> None:
        self.ui = ui
        self.fields = fields_in(schema)
        self.groups = {path: inner for path, inner, _ in walk(schema) if is_group(inner)}
        self.asked: set[str] = set()
        self.found: list[FormProblem] = []

    def problems(self) -> list[FormProblem]:
        self._unknown_keys(self.ui, _UI_KEYS, "/ui")
        codes: set[str] = set()
        for index, topic in enumerate(self.ui["topics"]):
            self._topic(topic, f"/ui/topics/{index}", codes)
        for path, field in self.fields.items():
            if path not in self.asked:
                words = "không được hỏi ở chủ đề nào" + (", mà lại bắt buộc" if field.required else "")
                self._say("/schema" + _schema_pointer(path), f"câu hỏi “{path}” {words}")
        for group in self.groups.keys() - self.asked:
            self._say("/schema" + _schema_pointer(group), f"nhóm “{group}” không được hỏi ở chủ đề nào")
        self._agreements()
        self._checks()
        self._papers()
        self._cosigners()
        return self.found

    def _say(self, at: str, message: str) -> None:
        self.found.append(FormProblem(at, message))

    def _unknown_keys(self, raw: Mapping[str, Any], known: set[str], at: str) -> None:
        for key in raw:
            if key not in known:
                self._say(f"{at}/{key}", f"không biết khóa “{key}”")

    def _topic(self, topic: Mapping[str, Any], at: str, codes: set[str]) -> None:
        self._unknown_keys(topic, _TOPIC_KEYS, at)
        code = topic.get("code", "")
        if not _CODE.fullmatch(code) or code in codes or code in RESERVED_CODES:
            self._say(f"{at}/code", f"mã chủ đề “{code}” sai, bị lặp hoặc dành riêng")
        codes.add(code)
        if not topic.get("title"):
            self._say(f"{at}/title", "thiếu tiêu đề")
        if topic.get("when_prefilled", "skip") not in ("skip", "ask"):
            self._say(f"{at}/when_prefilled", "là skip hoặc ask")
        uses = topic.get("fields")
        if not isinstance(uses, list) or not uses:
            self._say(f"{at}/fields", "chủ đề không hỏi gì")
            return
        if len(uses) > MAX_QUESTIONS:
            self._say(f"{at}/fields", f"có {len(uses)} câu hỏi trên một trang, nhiều nhất {MAX_QUESTIONS}")
        self._condition(topic, at, self.asked, {})
        self._condition(topic, at, self.asked, {}, "prefill_when")
        if "repeat" in topic:
            self._group_topic(topic, at, uses)
        else:
            for index, use in enumerate(uses):
                self._use(use, f"{at}/fields/{index}", self.fields, {})

    def _group_topic(self, topic: Mapping[str, Any], at: str, uses: list[Any]) -> None:
        repeat = topic["repeat"]
        group = repeat.get("group")
        if group not in self.groups:
            self._say(f"{at}/repeat/group", f"không có nhóm lặp “{group}” trong form.schema.json")
            return
        if not repeat.get("item"):
            self._say(f"{at}/repeat/item", "thiếu tên gọi của một mục")
        inside = fields_in(self.groups[group]["items"])
        for name in repeat.get("summary", ()):
            if name not in inside:
                self._say(f"{at}/repeat/summary", f"không có “{name}” trong một mục")
        asked_inside: dict[str, Field] = {}
        for index, use in enumerate(uses):
            self._use(use, f"{at}/fields/{index}", inside, asked_inside)
        for name in inside.keys() - asked_inside.keys():
            self._say(f"{at}/fields", f"“{name}” của mục không được hỏi")
        if group in self.asked:
            self._say(f"{at}/repeat/group", f"nhóm “{group}” được hỏi hai lần")
        self.asked.add(group)

    def _use(self, use: Any, at: str, known: Mapping[str, Field], item: dict[str, Field]) -> None:
        raw = {"field": use} if isinstance(use, str) else use
        self._unknown_keys(raw, _USE_KEYS, at)
        path = str(raw.get("field"))
        if path not in known:
            self._say(at, f"không có câu hỏi “{path}” trong form.schema.json")
            return
        in_item = known is not self.fields
        if (path in item) if in_item else (path in self.asked):
            self._say(at, f"“{path}” được hỏi hai lần")
        if in_item:
            item[path] = known[path]
        self._condition(raw, at, self.asked, item)
        if not in_item:
            self.asked.add(path)

    def _condition(
        self, raw: Mapping[str, Any], at: str, asked: set[str], item: Mapping[str, Field], key: str = "show_when"
    ) -> None:
        if key not in raw:
            return
        at = f"{at}/{key}"
        condition = self._read(raw[key], at)
        if condition is None:
            return
        for path in fields_of(condition):
            if path.startswith("."):
                if path[1:] not in item:
                    self._say(at, f"“{path}” không được hỏi trước trong cùng mục")
            elif item:
                self._say(at, "trong nhóm lặp, điều kiện chỉ nhìn vào chính mục đó (đường dẫn bắt đầu bằng dấu chấm)")
            elif path not in asked:
                words = "được hỏi sau chỗ này" if path in self.fields else "không có trong form.schema.json"
                self._say(at, f"điều kiện nhìn vào “{path}”, {words}")
        for one in comparisons(condition):
            self._can_be_true(one, at, item)

    def _can_be_true(self, one: Any, at: str, item: Mapping[str, Field]) -> None:
        field = item.get(one.path[1:]) if one.path.startswith(".") else self.fields.get(one.path)
        if field is None or one.op not in ("is", "in") or isinstance(one.value, FieldRef):
            return
        possible = [choice.code for choice in field.choices] or (
            [True, False] if field.kind is FieldKind.BOOLEAN else None
        )
        wanted = one.value if one.op == "in" else (one.value,)
        if possible is not None and not any(value in possible for value in wanted):
            self._say(at, f"không bao giờ đúng: “{one.path}” không có câu trả lời {', '.join(map(repr, wanted))}")

    def _read(self, raw: Any, at: str) -> Condition | None:
        try:
            return read_condition(raw)
        except ConditionBroken as broken:
            self._say(at, str(broken))
            return None

    def _agreements(self) -> None:
        for path, field in self.fields.items():
            for key, other in field.agrees_with.items():
                if key not in ("born_on", "sex") or other not in self.fields:
                    self._say(
                        "/schema" + _schema_pointer(path) + "/x-agrees-with", f"không có câu hỏi “{other}” ({key})"
                    )

    def _checks(self) -> None:
        for index, check in enumerate(self.ui.get("checks", ())):
            at = f"/ui/checks/{index}"
            condition = self._read(check.get("must"), f"{at}/must")
            for path in fields_of(condition) if condition is not None else ():
                if path not in self.fields:
                    self._say(f"{at}/must", f"không có câu hỏi “{path}”")
            if check.get("at") not in self.fields:
                self._say(f"{at}/at", f"không có câu hỏi “{check.get('at')}”")
            if not check.get("message"):
                self._say(f"{at}/message", "thiếu câu báo lỗi")

    def _papers(self) -> None:
        for code, rule in self.ui.get("papers", {}).items():
            at = "/ui" + paths.pointer(["papers", code])
            self._unknown_keys(rule, {"hint", "max_files", "max_megabytes", "accept", "show_when"}, at)
            for key, most in (("max_files", 50), ("max_megabytes", MAX_MEGABYTES)):
                limit = rule.get(key)
                if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= most:
                    self._say(f"{at}/{key}", f"tệp cần giới hạn {key} từ 1 đến {most}")
            if not set(rule.get("accept", ["pdf"])) <= {"pdf", "photo"} or rule.get("accept") == []:
                self._say(f"{at}/accept", "chỉ nhận pdf, photo")
            self._condition(rule, at, self.asked, {})

    def _cosigners(self) -> None:
        for index, section in enumerate(self.ui.get("cosigners", ())):
            for name, kind in (("full_name", FieldKind.PERSON_NAME), ("personal_number", FieldKind.PERSONAL_NUMBER)):
                field = self.fields.get(f"{section}.{name}")
                if field is None or field.kind is not kind:
                    self._say(f"/ui/cosigners/{index}", f"người cùng ký cần câu hỏi “{section}.{name}” đúng kiểu")


def _schema_pointer(path: str) -> str:
    return "".join(f"/properties/{part}" for part in path.split("."))
