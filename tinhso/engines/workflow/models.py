"""Rows of the workflow engine. Personal data has no place here: ids, codes and times only."""

from django.db import models

from tinhso.engines.workflow.types import TaskState
from tinhso.kernel.ids import new_id


class ProcessVersion(models.Model):
    """The compiled process of one definition version, kept as the cases that pin it began with it."""

    version_id = models.UUIDField(primary_key=True)
    xml = models.BinaryField()  # BPMN 2.0, zlib
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "workflow_version"


class ProcessRow(models.Model):
    """One case. `outcomes`: step → last outcome. `arrived`: waiting join → branches that came in. `last`: the task that
    was completed last, what it opened, and facts, outcomes and joins as they were before it; {} when it cannot be undone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    is_running = models.BooleanField(default=True)
    end = models.CharField(max_length=20, default="")
    facts = models.JSONField(default=dict)
    outcomes = models.JSONField(default=dict)
    arrived = models.JSONField(default=dict)
    last = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workflow_process"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=models.Q(is_running=True),
                name="workflow_process_one_running",
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="workflow_process_subject")]


class TaskRow(models.Model):
    """One step opened once; coming back to a step makes a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    process = models.ForeignKey(ProcessRow, on_delete=models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    post_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=40, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by_person_id = models.UUIDField(null=True)
    closed_by_post_id = models.UUIDField(null=True)

    class Meta:
        db_table = "workflow_task"
        constraints = [
            models.UniqueConstraint(
                fields=["process", "step"], condition=models.Q(state="open"), name="workflow_task_open_once"
            )
        ]
