"""The draft as a whole: task list, what comes next, check answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from tinhso.engines.forms import api, queries
from tinhso.engines.forms.types import Draft, Form, Paper, PaperState, Topic, TopicState
from tinhso.engines.forms.web.telling import told
from tinhso.foundation.ui.types import Action, DataSource, SummaryRow, Task, TaskStatus
from tinhso.kernel.encryption import mask

_STATUS = {
    TopicState.NOT_STARTED: TaskStatus.TODO,
    TopicState.IN_PROGRESS: TaskStatus.DOING,
    TopicState.DONE: TaskStatus.DONE,
    TopicState.KNOWN: TaskStatus.DONE,
}


@dataclass(frozen=True)
class Section:
    """A heading of the task list with its tasks."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Card:
    """A topic on the check page."""

    title: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class Item:
    """One item of a group as a line."""

    key: str
    title: str
    change_url: str
    remove_url: str


def sections(form: Form, draft: Draft) -> list[Section]:
    """The task list by section, in the form's order; then papers; then the check."""
    grouped: dict[str, list[Task]] = {}
    for topic in form.topics:
        if draft.topic_states[topic.code] is not TopicState.HIDDEN:
            grouped.setdefault(topic.section, []).append(_task(topic, draft))
    made = [Section(title, tuple(tasks)) for title, tasks in grouped.items()]
    if draft.papers:
        made.append(Section(gettext("Giấy tờ"), (_papers_task(draft),)))
    made.append(Section(gettext("Kiểm tra và nộp"), (_check_task(draft),)))
    return made


def _task(topic: Topic, draft: Draft) -> Task:
    state = draft.topic_states[topic.code]
    hint = gettext("Đã có sẵn, không phải khai lại") if state is TopicState.KNOWN else ""
    return Task(title=topic.title, href=question_url(draft, topic), status=_STATUS[state], hint=hint)


def _papers_task(draft: Draft) -> Task:
    missing = sum(paper.state is PaperState.MISSING for paper in draft.papers)
    given = any(paper.state is PaperState.GIVEN for paper in draft.papers)
    status = TaskStatus.DONE if not missing else (TaskStatus.DOING if given else TaskStatus.TODO)
    hint = gettext("Còn thiếu %(n)s giấy tờ") % {"n": missing} if missing else gettext("Đủ giấy tờ")
    return Task(title=gettext("Nộp giấy tờ"), href=reverse("forms:papers", args=[draft.id]), status=status, hint=hint)


def _check_task(draft: Draft) -> Task:
    title = gettext("Kiểm tra câu trả lời rồi nộp")
    if draft.is_complete:
        return Task(title=title, href=reverse("forms:check", args=[draft.id]))
    return Task(title=title, status=TaskStatus.BLOCKED, hint=gettext("Làm xong các mục trên trước"))


def question_url(draft: Draft, topic: Topic) -> str:
    return reverse("forms:question", args=[draft.id, topic.code])


def next_url(form: Form, draft: Draft, after: str | None = None) -> str:
    """The first page still to be done after this one; then the papers; then the check."""
    topic = queries.next_topic(form, draft.topic_states, after)
    if topic is not None:
        return question_url(draft, topic)
    if any(paper.state in (PaperState.MISSING, PaperState.OPTIONAL) for paper in draft.papers) and (
        after is not None or not draft.is_complete
    ):
        return reverse("forms:papers", args=[draft.id])
    return reverse("forms:check", args=[draft.id])


def previous_url(form: Form, draft: Draft, topic: Topic) -> str:
    """The page before; the task list before the first."""
    earlier = queries.previous_topic(form, draft.topic_states, topic.code)
    return question_url(draft, earlier) if earlier is not None else reverse("forms:tasks", args=[draft.id])


def items_of(topic: Topic, draft: Draft) -> list[Item]:
    """The items of a group, each by its summary."""
    assert topic.repeat is not None
    items = queries.answer_at(draft.answers, topic.repeat.group) or []
    keys = draft.item_keys.get(topic.repeat.group, ())
    return [
        Item(
            key=key,
            title=_item_title(topic, item) or f"{topic.repeat.item} {number}",
            change_url=reverse("forms:repeat", args=[draft.id, topic.code, key]),
            remove_url=reverse("forms:repeat-remove", args=[draft.id, topic.code, key]),
        )
        for number, (key, item) in enumerate(zip(keys, items, strict=False), start=1)
    ]


def _item_title(topic: Topic, item: Any) -> str:
    assert topic.repeat is not None
    wanted = topic.repeat.summary or tuple(asked.field.path for asked in topic.asked[:1])
    shown = (api.shown(a.field, queries.answer_at(item, a.field.path)) for a in topic.asked if a.field.path in wanted)
    return " – ".join(text for text in shown if text)


def cards(form: Form, draft: Draft, *, reveal: bool = False) -> list[Card]:
    """Every asked topic with its answers; Change goes to the page and comes straight back.

    People's numbers that the platform filled in are masked unless `reveal`; those just typed are there to be checked.
    """
    return [
        Card(topic.title, tuple(_rows(topic, draft, reveal)))
        for topic in form.topics
        if draft.topic_states[topic.code] is not TopicState.HIDDEN
    ]


def _rows(topic: Topic, draft: Draft, reveal: bool) -> list[SummaryRow]:
    url = question_url(draft, topic) + "?ve=kiem-tra"
    if topic.repeat is not None:
        titles = tuple(item.title for item in items_of(topic, draft))
        action = Action(text=gettext("Sửa"), href=url, about=topic.title)
        return [SummaryRow(key=topic.repeat.item, value=titles, action=action, empty=gettext("Không có"))]
    rows = []
    for asked in queries.asked_now(topic, draft.answers):
        path = asked.field.path
        source = draft.sources.get(path)
        value = api.shown(asked.field, queries.answer_at(draft.answers, path))
        rows.append(
            SummaryRow(
                key=asked.label,
                value=mask(value) if asked.field.is_identifier and source and not reveal else value,
                action=Action(text=gettext("Sửa"), href=f"{url}#{queries.box(path)}", about=asked.label),
                source=DataSource(name=source.source, as_of=source.as_of) if source else None,
                empty=gettext("Chưa khai") if asked.field.required else gettext("Không khai"),
            )
        )
    return rows


def paper_rows(draft: Draft) -> tuple[SummaryRow, ...]:
    """The papers on the check page: the files, or that the vault holds it."""
    url = reverse("forms:papers", args=[draft.id]) + "?ve=kiem-tra"
    return tuple(
        SummaryRow(
            key=paper.spec.title,
            value=paper_words(paper),
            action=None
            if paper.state is PaperState.HELD
            else Action(text=gettext("Sửa"), href=f"{url}#giay-{paper.spec.code}", about=paper.spec.title),
            empty=gettext("Chưa nộp") if paper.state is PaperState.MISSING else gettext("Không nộp"),
        )
        for paper in draft.papers
    )


def paper_words(paper: Paper) -> tuple[str, ...] | str:
    """What stands for the paper, in words."""
    if paper.spec.held is not None:
        day = f", {_day(paper.spec.held.as_of)}" if paper.spec.held.as_of else ""
        return gettext("Đã có trong kho dữ liệu – không cần nộp (%(title)s)") % {
            "title": f"{paper.spec.held.title}{day}"
        }
    return tuple(f"{file.name} ({gettext('%(n)s trang') % {'n': file.pages or 1}})" for file in paper.files)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def has_masked(form: Form, draft: Draft) -> bool:
    """Whether the check page hides a number that the platform filled in."""
    asked = (one for topic in form.topics for one in queries.asked_now(topic, draft.answers))
    return any(one.field.is_identifier and one.field.path in draft.sources for one in asked)


def leftover_problems(form: Form, draft: Draft) -> list[str]:
    """Problems on pages that count as answered (a rule between pages, a code that expired since), so that none is
    silent.
    """
    waiting = (TopicState.NOT_STARTED, TopicState.IN_PROGRESS)
    if any(state in waiting for state in draft.topic_states.values()):
        return []
    return [told(text) for texts in queries.problems_of(form, draft).values() for text in texts]
