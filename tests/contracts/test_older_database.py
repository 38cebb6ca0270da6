"""Until 1.0 migrations are squashed in place: a database of an earlier state is told in words, not met in a traceback."""

import click
import pytest
from django.db import connection

from tinhso.config import commands


def test_a_database_of_the_present_state_is_taken(db: None):
    commands._refuse_other_schema()


def test_a_database_of_an_earlier_state_is_refused_with_what_to_do(db: None):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE identity_user RENAME COLUMN single_keys TO older_keys")

    with pytest.raises(click.ClickException) as refused:
        commands._refuse_other_schema()

    assert "bảng identity_user khác: older_keys, single_keys" in refused.value.message
    assert "make clean" in refused.value.message
