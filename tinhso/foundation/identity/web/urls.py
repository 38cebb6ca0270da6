"""Addresses of sign-in, account security and the shared counter. allauth's own names stay, since it looks them up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.views.generic import RedirectView

from tinhso.foundation.identity.web import (
    account_pages,
    counter,
    covers,
    demo_identity,
    linking,
    members,
    merging,
    sign_in,
    sso,
)

_own = [
    path("dang-nhap/can-bo/", sign_in.staff, name="staff_sign_in"),
    path("dang-nhap/dinh-danh/", sign_in.national, name="national"),
    path("dang-nhap/gian-doan/", sign_in.outage, name="outage"),
    path("dang-nhap/gan-dinh-danh/", linking.confirm_link, name="confirm_link"),
    path("tai-khoan/hai-lop/", account_pages.second_factor_choice, name="second_factor"),
    path("tai-khoan/ma-pin/", account_pages.pin, name="pin"),
    path("tai-khoan/gop/", merging.own, name="merge_own"),
    path("can-bo/gop-tai-khoan/", merging.by_administrator, name="merge_for"),
    path("tai-khoan/to-chuc/", members.organisations, name="organisations"),
    path("tai-khoan/to-chuc/<uuid:organisation_id>/", members.members, name="members"),
    path("khoa/", counter.lock_page, name="lock"),
    path("khoa/ngay/", counter.lock_now, name="lock_now"),
    path("khoa/doi-can-bo/", counter.switch_officer, name="switch_officer"),
    path("khoa/quay-lai/", counter.come_back, name="come_back"),
    path("can-bo/vi-tri/", counter.posts, name="posts"),
    path("can-bo/lam-thay/", covers.covers, name="covers"),
]
_demo = [
    path("", demo_identity.root, name="root"),
    path(".well-known/openid-configuration", demo_identity.configuration, name="configuration"),
    path("oauth2/authorize", demo_identity.authorize, name="authorize"),
    path("oauth2/token", demo_identity.token, name="token"),
    path("oauth2/userinfo", demo_identity.userinfo, name="userinfo"),
    path("oauth2/jwks", demo_identity.jwks, name="jwks"),
]
_to_security = RedirectView.as_view(url=reverse_lazy("mfa_index"))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_own, "identity"))),
    path("", include(sso.urlpatterns)),
    path("gia-lap/dinh-danh/", include((_demo, "demo_identity"))),
    path("dang-nhap/", sign_in.citizen, name="account_login"),
    path(
        "dang-nhap/xac-thuc/",
        mfa.AuthenticateView.as_view(template_name="identity/authenticate.html"),
        name="mfa_authenticate",
    ),
    path("dang-nhap/khoa-truy-cap/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("dang-nhap/dinh-danh/<slug:provider_id>/", sign_in.national, name="openid_connect_login"),
    path("dang-nhap/dinh-danh/<slug:provider_id>/tro-ve/", sign_in.national_return, name="openid_connect_callback"),
    path("dang-xuat/", account.LogoutView.as_view(template_name="identity/sign_out.html"), name="account_logout"),
    path("dang-nhap/ngung/", sign_in.inactive, name="account_inactive"),
    path("tai-khoan/bao-mat/", account_pages.security, name="mfa_index"),
    path("tai-khoan/mat-khau/", account_pages.change_password, name="account_change_password"),
    path("tai-khoan/mat-khau/dat/", _to_security, name="account_set_password"),
    path(
        "tai-khoan/xac-nhan/",
        account.ReauthenticateView.as_view(template_name="identity/reauthenticate.html"),
        name="account_reauthenticate",
    ),
    path(
        "tai-khoan/xac-nhan/ma/",
        mfa.ReauthenticateView.as_view(template_name="identity/reauthenticate_code.html"),
        name="mfa_reauthenticate",
    ),
    path(
        "tai-khoan/xac-nhan/khoa/",
        webauthn.ReauthenticateWebAuthnView.as_view(template_name="identity/reauthenticate_key.html"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "tai-khoan/bao-mat/ung-dung/",
        totp.ActivateTOTPView.as_view(template_name="identity/totp.html"),
        name="mfa_activate_totp",
    ),
    path(
        "tai-khoan/bao-mat/ung-dung/go/",
        totp.DeactivateTOTPView.as_view(template_name="identity/totp_remove.html"),
        name="mfa_deactivate_totp",
    ),
    path("tai-khoan/bao-mat/khoa/", _to_security, name="mfa_list_webauthn"),
    path(
        "tai-khoan/bao-mat/khoa/them/",
        webauthn.AddWebAuthnView.as_view(template_name="identity/passkey.html"),
        name="mfa_add_webauthn",
    ),
    path(
        "tai-khoan/bao-mat/khoa/<int:pk>/go/",
        webauthn.RemoveWebAuthnView.as_view(template_name="identity/passkey_remove.html"),
        name="mfa_remove_webauthn",
    ),
    path("tai-khoan/bao-mat/khoa/<int:pk>/", _to_security, name="mfa_edit_webauthn"),
    path(
        "tai-khoan/bao-mat/ma-du-phong/",
        codes.ViewRecoveryCodesView.as_view(template_name="identity/recovery_codes.html"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "tai-khoan/bao-mat/ma-du-phong/tao/",
        codes.GenerateRecoveryCodesView.as_view(template_name="identity/recovery_generate.html"),
        name="mfa_generate_recovery_codes",
    ),
    path("tai-khoan/bao-mat/ma-du-phong/tai/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
