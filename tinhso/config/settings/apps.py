"""Which applications make the platform."""

from tinhso.config.modules import MODULES, exists

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "ninja",
    "tinhso.config",
    *(module for module in MODULES if exists(f"{module}.apps")),
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
