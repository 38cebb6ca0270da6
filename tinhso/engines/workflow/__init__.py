"""Workflow: who does what to a subject, in which order, and how it may end.

Owns: the format of processes (steps.yaml, process.bpmn), their check and compilation, running processes, tasks.
Does not own: dossiers, posts, who may do a task (the caller authorises and audits), due-time arithmetic (`due_for`).
"""
