"""Save one page, one item of a group, one paper: lock, check, write."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.engines.forms.actions.drafting import (
    LINK,
    draft_of,
    find_row,
    form_and_topic,
    group_items,
    open_row,
    take_offered,
)
from tinhso.engines.forms.actions.keep_draft import expiry
from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.answering import PageAnswers, box, judge_page, merged
from tinhso.engines.forms.domain.validating import too_few
from tinhso.engines.forms.errors import AnswersInvalid, DraftNotFound, PaperNotAsked, TooManyFiles
from tinhso.engines.forms.models import DraftPaper, DraftRow
from tinhso.engines.forms.registers import look_up, with_names
from tinhso.engines.forms.types import Draft, FieldKind, Paper, PaperState, Topic
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import MEGABYTE, PDF, CheckedUpload, UploadKind
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.ids import random_token

# The page of an item that is not in the group yet.
NEW_ITEM = "them"
_KINDS = {"pdf": UploadKind.PDF, "photo": UploadKind.PHOTO}


def save_topic(draft_id: UUID, topic_code: str, values: Mapping[str, Any], actor: Actor) -> Draft:
    with transaction.atomic():
        row = open_row(draft_id, actor)
        form, topic = form_and_topic(row, topic_code)
        data = row.answers["data"]
        if topic.repeat is None:
            page = judge_page(form, topic, named(topic, values), {}, data, look_up=look_up)
            _refuse(page)
            _write_page(row, page.values)
            take_offered(form, row.answers, {*row.done, topic.code})
        elif len(group_items(data, topic.repeat.group)) < topic.repeat.minimum:
            raise AnswersInvalid(
                "Chưa đủ.",
                fields={paths.pointer_of(topic.repeat.group): too_few(topic.repeat)},
            )
        _mark_done(row, topic)
        return draft_of(row)


def named(topic: Topic, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the names of units filled into addresses."""
    addresses = {asked.field.path for asked in topic.asked if asked.field.kind is FieldKind.ADDRESS}
    return {
        path: with_names(dict(value)) if path in addresses and isinstance(value, Mapping) else value
        for path, value in values.items()
    }


def _refuse(page: PageAnswers) -> None:
    if page.errors:
        pointers = {paths.pointer_of(path): text for path, text in page.errors.items()}
        raise AnswersInvalid("Có câu trả lời chưa đúng.", fields=pointers)


def _write_page(row: DraftRow, values: Mapping[str, Any]) -> None:
    data, sources = row.answers["data"], row.answers["sources"]
    for path, value in values.items():
        if path in sources and paths.get(data, path) != value:
            del sources[path]
        paths.put(data, path, value)


# What a page that nobody saved may hold: more than the longest page has, less than a nuisance.
MOST_TYPED, MOST_PAGES = 20_000, 40


def keep_typed(draft_id: UUID, page: str, typed: Mapping[str, Sequence[str]], actor: Actor) -> bool:
    """Keep what stands in a page's boxes as it is; False where it is too much to keep."""
    topic_code, _, key = page.partition("/")
    with transaction.atomic():
        row = open_row(draft_id, actor)
        _, topic = form_and_topic(row, topic_code)
        if (topic.repeat is None) != (key == "") or (key not in ("", NEW_ITEM) and key not in _topic_keys(row, topic)):
            raise DraftNotFound("Không có trang này trong hồ sơ nháp.")
        boxes = {box(asked.field.path) for asked in topic.asked}
        kept = {
            name: [str(text) for text in texts]
            for name, texts in typed.items()
            if any(name == one or name.startswith(f"{one}-") for one in boxes)
        }
        pages = dict(row.answers.get("typed", {}))
        if sum(len(name) + sum(map(len, texts)) for name, texts in kept.items()) > MOST_TYPED:
            return False
        if page not in pages and len(pages) >= MOST_PAGES:
            return False
        row.answers["typed"] = {**pages, page: kept}
        row.save(update_fields=["answers"])
    return True


def _topic_keys(row: DraftRow, topic: Topic) -> list[str]:
    return list(row.answers["items"].get(topic.repeat.group, ())) if topic.repeat is not None else []


def _forget_typed(row: DraftRow, page: str) -> None:
    row.answers.get("typed", {}).pop(page, None)


def _mark_done(row: DraftRow, topic: Topic) -> None:
    _forget_typed(row, topic.code)
    if topic.code not in row.done:
        row.done.append(topic.code)
    row.saved_at = clock.now()
    row.expires_at = expiry(row.procedure_version_id)
    row.save()


def save_item(draft_id: UUID, topic_code: str, key: str | None, values: Mapping[str, Any], actor: Actor) -> str:
    """Add (key None) or change one item of a group; returns its key."""
    with transaction.atomic():
        row = open_row(draft_id, actor)
        form, topic = form_and_topic(row, topic_code)
        repeat = _repeat(topic)
        items, keys = group_items(row.answers["data"], repeat.group), keys_of(row, repeat.group)
        if key is not None and key not in keys:
            raise DraftNotFound("Mục này đã được xóa ở nơi khác.")
        if key is None and len(items) >= repeat.maximum:
            raise AnswersInvalid(f"Chỉ thêm được nhiều nhất {repeat.maximum}.")
        old = items[keys.index(key)] if key is not None else {}
        page = judge_page(form, topic, named(topic, values), {}, row.answers["data"], item=old, look_up=look_up)
        _refuse(page)
        _forget_typed(row, f"{topic_code}/{key or NEW_ITEM}")
        _, item = merged(row.answers["data"], old, page.values, in_item=True)
        if key is None:
            key = random_token()
            items.append(item or {})
            keys.append(key)
        else:
            items[keys.index(key)] = item or {}
        write_items(row, topic, items, keys)
        return key


def remove_item(draft_id: UUID, topic_code: str, key: str, actor: Actor) -> None:
    with transaction.atomic():
        row = open_row(draft_id, actor)
        _, topic = form_and_topic(row, topic_code)
        repeat = _repeat(topic)
        items, keys = group_items(row.answers["data"], repeat.group), keys_of(row, repeat.group)
        if key not in keys:
            raise DraftNotFound("Mục này đã được xóa rồi.")
        del items[keys.index(key)]
        keys.remove(key)
        write_items(row, topic, items, keys)


def _repeat(topic: Topic) -> Any:
    if topic.repeat is None:
        raise DraftNotFound("Câu hỏi này không có nhiều mục.")
    return topic.repeat


def keys_of(row: DraftRow, group: str) -> list[str]:
    """The items' keys; items that came without (from a prefill) get theirs now."""
    keys = list(row.answers["items"].get(group, ()))
    while len(keys) < len(group_items(row.answers["data"], group)):
        keys.append(random_token())
    return keys


def write_items(row: DraftRow, topic: Topic, items: Sequence[Any], keys: list[str]) -> None:
    """Put the items of a group back with their keys."""
    repeat = _repeat(topic)
    paths.put(row.answers["data"], repeat.group, list(items) or None)
    row.answers["items"][repeat.group] = keys
    row.saved_at = clock.now()
    row.expires_at = expiry(row.procedure_version_id)
    row.save()


def paper_asked(draft: Draft, component_code: str) -> Paper:
    """The paper of the draft that takes files. Raises PaperNotAsked."""
    for paper in draft.papers:
        if paper.spec.code == component_code and paper.state is not PaperState.HELD:
            return paper
    raise PaperNotAsked("Hồ sơ này không cần nộp giấy tờ đó.")


def attach_paper(
    draft_id: UUID, component_code: str, uploads: Sequence[tuple[str, bytes]], actor: Actor
) -> tuple[UUID, ...]:
    """Check every upload, make photos given together into one PDF, keep all or none."""
    paper = paper_asked(draft_of(find_row(draft_id, actor)), component_code)
    checked = [(_check(paper, name, content), content) for name, content in uploads]
    made = _documents(paper, checked)
    with transaction.atomic():
        row = open_row(draft_id, actor)
        if len(paper_asked(draft_of(row), component_code).files) + len(made) > paper.rule.max_files:
            raise TooManyFiles(f"“{paper.spec.title}” nhận nhiều nhất {paper.rule.max_files} tệp.")
        ids = tuple(_keep(row, component_code, one, actor) for one in made)
        row.saved_at = clock.now()
        row.expires_at = expiry(row.procedure_version_id)
        row.save()
    return ids


def _check(paper: Paper, name: str, content: bytes) -> CheckedUpload:
    allow = [_KINDS[kind] for kind in paper.rule.accept]
    limit = paper.rule.max_megabytes * MEGABYTE
    return files.check_upload(content=content, name=name, allow=allow, max_bytes=limit)


def _documents(paper: Paper, checked: Sequence[tuple[CheckedUpload, bytes]]) -> list[tuple[str, bytes, int | None]]:
    """(name, PDF, pages): each PDF as it is, all photos together as one."""
    documents = [(one.name, content, one.pages) for one, content in checked if one.kind is UploadKind.PDF]
    photos = [(one, content) for one, content in checked if one.kind is UploadKind.PHOTO]
    if photos:
        name = photos[0][0].name.rpartition(".")[0] + ".pdf"
        bound = files.photos_to_pdf(
            (content for _, content in photos), name=name, names=[one.name for one, _ in photos]
        )
        documents.append((name, bound, len(photos)))
    return documents


def _keep(row: DraftRow, component_code: str, document: tuple[str, bytes, int | None], actor: Actor) -> UUID:
    name, content, pages = document
    kept = files.store(content=content, name=name, media_type=PDF, pages=pages, actor=actor)
    files.link_file(file_id=kept.id, owner=(LINK, row.id), actor=actor)
    paper = DraftPaper.objects.create(draft=row, component_code=component_code, file_id=kept.id, given_at=clock.now())
    return paper.id


def remove_paper(draft_id: UUID, paper_id: UUID, actor: Actor) -> None:
    with transaction.atomic():
        row = open_row(draft_id, actor)
        paper = DraftPaper.objects.filter(draft=row, id=paper_id).first()
        if paper is None:
            raise PaperNotAsked("Tệp này đã được bỏ rồi.")
        file_id = paper.file_id
        paper.delete()
        if not DraftPaper.objects.filter(draft=row, file_id=file_id).exists():
            files.unlink_file(file_id=file_id, owner=(LINK, row.id), actor=actor)
        row.saved_at = clock.now()
        row.save()
