"""Feedback (phản ánh, kiến nghị) about a matter: sent, received, answered within a term, published or not, judged by its sender.

Owns: feedback with its answer, the rule for both (definition kind `feedback_rule`). Does not own: what it is about (whoever
owns that registers `Matters`), points (insight reads the events).
"""
