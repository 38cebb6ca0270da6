"""Refusals of identity."""

from typing import ClassVar

from tinhso.kernel.errors import Conflict, Invalid, NotFound, TooMany


class IdentityInvalid(Invalid):
    """An identifier or a date does not hold."""

    code: ClassVar[str] = "identity_invalid"


class PersonNotFound(NotFound):
    """No such person, or none for this actor."""

    code: ClassVar[str] = "person_not_found"


class OrganisationNotFound(NotFound):
    """No such organisation, or none for this actor."""

    code: ClassVar[str] = "organisation_not_found"


class AgencyNotFound(NotFound):
    """No agency of this code or id on that day."""

    code: ClassVar[str] = "agency_not_found"


class PostNotFound(NotFound):
    """No post of this code or id on that day."""

    code: ClassVar[str] = "post_not_found"


class SsoClientNotFound(NotFound):
    """No system of this code sends people here to sign in, or it was taken back."""

    code: ClassVar[str] = "sso_client_not_found"

    def __init__(self) -> None:
        super().__init__("Không có hệ thống nào mang mã này dùng đăng nhập chung.")


class AlreadyRegistered(Conflict):
    """The identifier belongs to somebody already."""

    code: ClassVar[str] = "already_registered"


class LastManager(Conflict):
    """An organisation keeps somebody who may let others in."""

    code: ClassVar[str] = "last_manager"

    def __init__(self) -> None:
        super().__init__("Tổ chức phải còn ít nhất một người quản lý: giao quyền quản lý cho người khác trước.")


class DelegationRefused(Conflict):
    """The cover overlaps another one, or goes round in a circle."""

    code: ClassVar[str] = "delegation_refused"


class TooManyTries(TooMany):
    """PIN or password was wrong too often."""

    code: ClassVar[str] = "too_many_tries"


class LinkedElsewhere(Conflict):
    """The national identity belongs to another account already."""

    code: ClassVar[str] = "linked_elsewhere"

    def __init__(self) -> None:
        super().__init__("Định danh điện tử này vừa được gắn với tài khoản khác. Hãy đăng nhập lại từ đầu.")


class MergeRefused(Conflict):
    """These two cards are not, or not provably, one person's."""

    code: ClassVar[str] = "merge_refused"
