"""Settings from the environment as an operator gives them."""

import os
import subprocess
import sys
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


def test_a_platform_in_operation_does_not_live_at_another_moment() -> None:
    told = {**os.environ, "TINHSO_DEMO": "false", "TINHSO_CLOCK_SHIFT_SECONDS": "60"}
    done = subprocess.run(
        [sys.executable, "-c", "import tinhso.config.settings.security"],
        env=told, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.strip() == "TINHSO_CLOCK_SHIFT_SECONDS chỉ dùng được ở bản mẫu (TINHSO_DEMO=true)."
