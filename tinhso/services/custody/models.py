"""Things in custody, slips, hand-overs."""

from django.db import models

from tinhso.kernel.ids import new_id, random_token


class Thing(models.Model):
    """One original, paper result or tool. The holder stands beside it, so that a list needs no second table."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    reference = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    count = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, default="held")
    # Nobody of the administration holds it where these are empty; an agency without a post: anybody of it may take it up.
    agency_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    since = models.DateTimeField()
    slip_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "kind", "code"], name="custody_thing_once"),
        ]
        indexes = [
            models.Index(fields=["agency_id", "post_id", "since", "id"], name="custody_thing_holder",
                         condition=models.Q(state="held")),
        ]  # fmt: skip


class Slip(models.Model):
    """A hand-over between two posts; opening it is the giver's confirmation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=32, unique=True, default=random_token)
    state = models.CharField(max_length=20, default="waiting")
    from_agency_id = models.UUIDField()
    from_post_id = models.UUIDField()
    giver_id = models.UUIDField()
    given_at = models.DateTimeField()
    to_agency_id = models.UUIDField()
    to_post_id = models.UUIDField()
    receiver_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, default="")
    count = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["to_post_id", "given_at"], name="custody_slip_to", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["from_post_id", "given_at"], name="custody_slip_from", condition=models.Q(state="waiting")
            ),
        ]


class HandOver(models.Model):
    """One thing going from one hand to another; written when given, answered once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="+")
    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    from_agency_id = models.UUIDField(null=True)
    from_post_id = models.UUIDField(null=True)
    giver_id = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    to_agency_id = models.UUIDField(null=True)
    to_post_id = models.UUIDField(null=True)
    receiver_id = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "seq"], name="custody_hand_over_order")]
