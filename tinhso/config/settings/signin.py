"""Who may sign in and how: django-allauth for people, its provider for the province's own single sign-on."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tinhso.config import environment as env
from tinhso.config.settings.data import KEYS_DIR
from tinhso.config.settings.security import DEMO

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
# A whole office, or a village, shares one address: it is slowed only by what no office types. One account is closed to
# guessing from one address at once, and from many addresses together a little later. First the narrow limit, so that
# what it refuses does not count against the address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "5/300s/key,120/m/ip",
    "login_failed_everywhere": "30/1h/key",
}
ACCOUNT_ADAPTER = "tinhso.foundation.identity.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "tinhso.foundation.identity.adapters.NationalIdentityAdapter"
MFA_ADAPTER = "tinhso.foundation.identity.adapters.MfaAdapter"
IDP_OIDC_ADAPTER = "tinhso.foundation.identity.adapters.SsoAdapter"
# A phone's clock may be one step off.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = True

NATIONAL_IDENTITY_SERVER = env.text(
    "TINHSO_NATIONAL_IDENTITY_SERVER",
    "",
    "Địa chỉ OIDC của định danh điện tử quốc gia; để trống ở bản mẫu thì dùng định danh giả lập.",
)
NATIONAL_IDENTITY_LEVEL = env.text(
    "TINHSO_NATIONAL_IDENTITY_LEVEL", "LoA2", "Mức bảo đảm đề nghị khi đăng nhập (acr_values)."
)
# No answer of the national identity is longer: keys, claims, tokens.
NATIONAL_IDENTITY_LARGEST = 200_000
NATIONAL_IDENTITY_CLIENT = env.text(
    "TINHSO_NATIONAL_IDENTITY_CLIENT", "tinhso", "Mã ứng dụng đăng ký với định danh quốc gia."
)
NATIONAL_IDENTITY_SECRET = env.text(
    "TINHSO_NATIONAL_IDENTITY_SECRET", "gia-lap" if DEMO else "", "Mật khẩu ứng dụng OIDC."
)


def _provider_key() -> str:
    """The RSA key that signs the province's own identity tokens, made at first start."""
    path = Path(KEYS_DIR) / "sso.pem"
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        staged = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        staged.replace(path)
    return path.read_text(encoding="ascii")


# No system may renew by itself what a person opened; the provider makes the token all the same, so it ends.
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_PRIVATE_KEY = _provider_key()
