"""Old results: batches from an archive, their scans and facts, quality samples, issuing.

Acts: `old_results.enter`, `old_results.check`, `old_results.manage` (open, import, sample), `old_results.issue` (seal).
NĐ 107/2021/NĐ-CP, TT 01/2023/TT-VPCP: sao chụp, bóc tách dữ liệu, cấp mã, lưu kho.
"""

from tinhso.casework.old_results.actions.add_scans import add_scans, add_stack
from tinhso.casework.old_results.actions.enter_facts import check_line, enter_facts, open_line
from tinhso.casework.old_results.actions.follow_reform import follow_reform, foresee_reform
from tinhso.casework.old_results.actions.issue_lines import finish_line, issue_lines
from tinhso.casework.old_results.actions.judge_sample import close_sample, draw_sample, judge_line
from tinhso.casework.old_results.actions.open_batch import import_list, open_batch
from tinhso.casework.old_results.actions.prepare_lines import prepare_lines
from tinhso.casework.old_results.queries import get_batch, list_batches, list_lines

__all__ = [
    "add_scans", "add_stack", "check_line", "close_sample", "draw_sample", "enter_facts", "finish_line", "follow_reform",
    "foresee_reform",
    "get_batch", "import_list", "issue_lines", "judge_line", "list_batches", "list_lines", "open_batch", "open_line", "prepare_lines",
]  # fmt: skip
