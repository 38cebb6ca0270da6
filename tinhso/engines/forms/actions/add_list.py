"""Add a list to a repeating group at once: every line is judged as its own page would be, and all are kept or none."""

from uuid import UUID

from django.db import transaction

from tinhso.engines.forms.actions.drafting import form_and_topic, group_items, open_row
from tinhso.engines.forms.actions.save_answers import keys_of, named, write_items
from tinhso.engines.forms.domain.answering import merged, read_page
from tinhso.engines.forms.domain.lists import rows_of, takes_lists, typed_of_row
from tinhso.engines.forms.errors import AnswersInvalid, DraftNotFound
from tinhso.engines.forms.registers import choices_of, look_up
from tinhso.kernel.actor import Actor
from tinhso.kernel.ids import random_token

# More than the longest list a form takes holds, less than a nuisance.
MOST_TEXT = 100_000
_MOST_TOLD = 20


def add_list(draft_id: UUID, topic_code: str, text: str, actor: Actor) -> int:
    """How many items were added. Raises AnswersInvalid with what is wrong, line by line: then nothing was."""
    with transaction.atomic():
        row = open_row(draft_id, actor)
        form, topic = form_and_topic(row, topic_code)
        if topic.repeat is None or not takes_lists(topic):
            raise DraftNotFound("Câu hỏi này không nhận danh sách.")
        lines = rows_of(text, topic) if len(text) <= MOST_TEXT else []
        items, keys = group_items(row.answers["data"], topic.repeat.group), keys_of(row, topic.repeat.group)
        room = topic.repeat.maximum - len(items)
        if not lines:
            raise _refused("Dán ít nhất một dòng, mỗi dòng một mục.")
        if len(lines) > room:
            raise _refused(f"Danh sách có {len(lines)} dòng, chỉ thêm được {room} mục nữa.")
        wrong: list[str] = []
        labels = {asked.field.path: asked.label for asked in topic.asked}
        for number, cells in lines:
            if len(cells) > len(topic.asked) and any(cells[len(topic.asked) :]):
                wrong.append(f"Dòng {number}: có {len(cells)} cột, danh sách này có {len(topic.asked)} cột.")
                continue
            typed = typed_of_row(topic, cells, choices_of)
            page = read_page(form, topic, typed, row.answers["data"], item={}, look_up=look_up)
            wrong += [f"Dòng {number}, {labels[path]}: {problem}" for path, problem in page.errors.items()]
            _, item = merged(row.answers["data"], {}, named(topic, page.values), in_item=True)
            items.append(item or {})
            keys.append(random_token())
        if wrong:
            rest = len(wrong) - _MOST_TOLD
            raise _refused("\n".join([*wrong[:_MOST_TOLD], *([f"Còn {rest} chỗ nữa chưa đúng."] if rest > 0 else [])]))
        write_items(row, topic, items, keys)
        return len(lines)


def _refused(words: str) -> AnswersInvalid:
    return AnswersInvalid("Danh sách chưa đúng, chưa dòng nào được thêm.", fields={"/list": words})
