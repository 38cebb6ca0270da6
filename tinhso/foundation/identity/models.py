"""Accounts, people, organisations, agencies, posts.

Identifiers rest encrypted; the blind index beside each finds equal values. Names, dates of birth and units are not
identifiers and rest as they are.
"""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from tinhso.kernel import clock
from tinhso.kernel.encryption import EncryptedJSONField, EncryptedTextField
from tinhso.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Finds accounts by login name; creation goes through the api."""


class Person(models.Model):
    """A human being: citizen, officer, child, foreigner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    full_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, db_index=True)
    personal_number = EncryptedTextField(null=True)
    personal_number_index = models.BinaryField(max_length=16, null=True, unique=True)
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=10, blank=True, default="")
    phone = EncryptedTextField(null=True)
    email = EncryptedTextField(null=True)
    address = EncryptedTextField(null=True)
    # The commune as of a day; after a reform the former one stays beside it, and the address keeps its text.
    unit_code = models.CharField(max_length=10, blank=True, default="")
    unit_as_of = models.DateField(null=True)
    former_unit_code = models.CharField(max_length=10, blank=True, default="")
    nationality = models.CharField(max_length=2, default="VN")
    # The card that stands for this one since both were found to be the same person's; this one is kept and leads there.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="former")
    created_at = models.DateTimeField(default=clock.now)


class Merger(models.Model):
    """Two cards of one person became one: who proved it how, what the closed card said, what moved. Never taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10)
    reason = EncryptedTextField(default="")
    by_person_id = models.UUIDField()
    by_post_id = models.UUIDField(null=True)
    # Numbers, contacts and dates of both cards as they were.
    before = EncryptedJSONField()
    # Vietnamese words → how many rows were moved.
    moved = models.JSONField()
    at = models.DateTimeField(default=clock.now)


class IdentityPaper(models.Model):
    """A passport, an old identity card: what proves who somebody is beside or instead of the personal number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    number = EncryptedTextField()
    number_index = models.BinaryField(max_length=16)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "country", "number_index"], name="identity_paper_once"),
        ]


class Guardianship(models.Model):
    """A child or ward under a parent or guardian, from–to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ward = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wardships")
    relation = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ward", "guardian"], name="identity_guardian_once"),
            models.CheckConstraint(condition=~Q(ward=models.F("guardian")), name="identity_not_own_guardian"),
        ]


class Organisation(models.Model):
    """An enterprise, cooperative, household business or other body that files dossiers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=300, db_index=True)
    kind = models.CharField(max_length=20)
    tax_code = EncryptedTextField(null=True)
    tax_code_index = models.BinaryField(max_length=16, null=True, unique=True)
    address = EncryptedTextField(null=True)
    unit_code = models.CharField(max_length=10, blank=True, default="")
    unit_as_of = models.DateField(null=True)
    former_unit_code = models.CharField(max_length=10, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)


class Membership(models.Model):
    """A person who may act for an organisation, with rights, from–to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    rights = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    # The rights came from the business register, not from a manager: they end when the register says otherwise.
    by_register = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="identity_member_once")]


class User(AbstractBaseUser):
    """An account that can sign in. Who it stands for is its person; what it may do comes from posts only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True, default="")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="user")
    pin = models.CharField(max_length=128, blank=True, default="")
    is_active = models.BooleanField(default=True)
    # Counted up to end every open session of the account.
    generation = models.PositiveIntegerField(default=0)
    # Single-key shortcuts get in the way of who speaks to the machine or has an unsteady hand (WCAG 2.1.4).
    single_keys = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django asks this of each session: sessions of an earlier generation have ended."""
        if not self.generation:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]
        value = f"{self.generation}:{self.password}"
        return salted_hmac("tinhso.identity.session", value, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """The person's name, for pages and for the province's own sign-on."""
        if self.person_id is None:
            return self.username
        if User.person.is_cached(self) and self.person is not None:
            return self.person.full_name
        # Every page says it: the rest of the card, half of it encrypted, is not opened for that.
        return Person.objects.values_list("full_name", flat=True).get(id=self.person_id)

    def __str__(self) -> str:
        return self.get_full_name()


class NationalLink(models.Model):
    """The tie between a key of the national identity (TechID) and an account here, with the level of assurance."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=40)
    subject_index = models.BinaryField(max_length=16)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="national_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=20, blank=True, default="")
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "subject_index"], name="identity_national_once")]


class DemoIdentity(models.Model):
    """A demo person of the local stand-in for the national identity; never used outside a demo."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    label = models.CharField(max_length=200)
    claims = EncryptedJSONField()
    subject_index = models.BinaryField(max_length=16, unique=True)


class Agency(models.Model):
    """An agency's lasting identity; what it is called and under whom it stands is dated in its periods."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=35, unique=True)


class AgencyPeriod(models.Model):
    """An agency as one tree definition describes it, from–to (both days included)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="periods")
    tree = models.CharField(max_length=60)
    tree_from = models.DateField()
    legacy_code = models.CharField(max_length=13, blank=True, default="", db_index=True)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120, blank=True, default="")
    tier = models.CharField(max_length=20)
    parent = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    unit_code = models.CharField(max_length=10, blank=True, default="", db_index=True)
    calendar_code = models.CharField(max_length=60, blank=True, default="")
    valid_from = models.DateField()
    own_valid_to = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "tree", "tree_from"], name="identity_agency_period")]
        indexes = [models.Index(fields=["agency", "valid_from"], name="identity_agency_on")]


class AgencySuccession(models.Model):
    """Who stands for an agency that a reform ended: keeps its closed records, is its key in statistics."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, primary_key=True, related_name="+")
    heir = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    effective_from = models.DateField()
    reform = models.CharField(max_length=80)


class Post(models.Model):
    """A seat's lasting identity."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=80, unique=True)


class PostPeriod(models.Model):
    """A seat as one tree definition describes it, from–to."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="periods")
    tree = models.CharField(max_length=60)
    tree_from = models.DateField()
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField()
    valid_from = models.DateField()
    own_valid_to = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "tree", "tree_from"], name="identity_post_period")]
        indexes = [models.Index(fields=["post", "valid_from"], name="identity_post_on")]


class Posting(models.Model):
    """An officer on a post, from–to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="postings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["post", "valid_from"], name="identity_posting_post")]


class Delegation(models.Model):
    """Cover of a post during its holder's leave: by post and own account, never by password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="covers")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True)
