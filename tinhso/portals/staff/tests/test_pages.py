"""The officers' home page."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def test_strangers_are_sent_to_sign_in() -> None:
    answer = Client().get("/can-bo/")
    assert answer.status_code == 302
    assert "next=%2Fcan-bo%2F" in answer.headers["Location"]
