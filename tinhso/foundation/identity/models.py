"""Accounts, people, organisations, agencies, posts."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tinhso.kernel import clock
from tinhso.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Finds accounts by login name; creation goes through the api."""


class User(AbstractBaseUser):
    """An account that can sign in. Who it stands for is its person; what it may do comes from posts, never from here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
