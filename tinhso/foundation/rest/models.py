"""Calls of a caller in a minute, and the answers that a repeated request gets again."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField


class CallWindow(models.Model):
    caller = models.CharField(max_length=60)
    minute = models.DateTimeField(db_index=True)
    calls = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="rest_window_once")]


class KeptAnswer(models.Model):
    """The answer to a request with an Idempotency-Key; encrypted, since an answer may be about people."""

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    request = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = EncryptedTextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="rest_answer_once")]
