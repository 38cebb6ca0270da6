"""Settings from the environment as an operator gives them."""

from pathlib import Path

import pytest

from tinhso.config import environment as env


def test_keys_and_files_go_with_the_data_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(env, "_declared", {})
    monkeypatch.delenv("TINHSO_KEYS_DIR", raising=False)

    assert env.path("TINHSO_KEYS_DIR", "var/keys", "", inside=tmp_path) == tmp_path / "keys"
    assert [one.default for one in env.declared()] == ["var/keys"]

    monkeypatch.setenv("TINHSO_KEYS_DIR", "/elsewhere/keys")
    assert env.path("TINHSO_KEYS_DIR", "var/keys", "", inside=tmp_path) == Path("/elsewhere/keys")
    monkeypatch.setenv("TINHSO_KEYS_DIR", "own/keys")
    assert env.path("TINHSO_KEYS_DIR", "var/keys", "", inside=tmp_path) == env.ROOT / "own" / "keys"
