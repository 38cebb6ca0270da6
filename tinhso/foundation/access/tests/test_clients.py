"""Keys of other systems: made once, shown once, taken back."""

import json

from click.testing import CliRunner

from tinhso.foundation.access import api
from tinhso.foundation.access.commands import clients
from tinhso.foundation.access.models import ApiKey
from tinhso.foundation.access.testing import audit_acts


def test_the_commands_make_a_client_and_show_its_key_once(db: None) -> None:
    run = CliRunner()
    made = run.invoke(clients, ["create", "ben-xe", "--title", "Bến xe", "--scope", "payments.read", "--json"])
    key = json.loads(made.output)["key"]
    found = api.client_by_key(key)
    assert found is not None
    assert found.scopes == {"payments.read"}
    assert api.client_by_key(key[:-1]) is None
    kept = ApiKey.objects.get()
    assert key.partition(".")[2].encode() not in bytes(kept.digest)
    listed = run.invoke(clients, ["list"]).output
    assert "ben-xe" in listed
    assert key not in listed
    assert run.invoke(clients, ["close", "ben-xe"]).exit_code == 0
    assert api.client_by_key(key) is None
    assert audit_acts() == ["clients.create", "clients.close"]
