"""Feedback: send, receive, answer or refuse, judge; register what it can be about. Acts: `feedback.answer`, `feedback.read`."""

from tinhso.casework.feedback import matters
from tinhso.casework.feedback.actions.answer_feedback import answer_feedback, receive_feedback
from tinhso.casework.feedback.actions.follow_reform import follow_reform, foresee_reform
from tinhso.casework.feedback.actions.send_feedback import judge_answer, send_feedback

__all__ = ["answer_feedback", "follow_reform", "foresee_reform", "judge_answer", "receive_feedback", "send_feedback"]
register_matters = matters.register_matters
rule_on = matters.rule_on
