"""A reform of units that is killed in the middle has moved nothing; asked again, it moves everything once."""

import shutil
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser.server import ROOT, TINHSO, environment
from tests.faults.test_kill import ask, deed, process
from tests.waiting import wait_until
from tinhso.kernel.clock import today

pytestmark = pytest.mark.durable
FILED, KILLS = 40, 4
ENDED, HEIR = "H61.42.03", "H61.42.04"
ENDED_POST, HEIR_POST = "tra-vinh.", "cang-long."


def merged(folder: Path) -> Path:
    """The sample's definitions with one commune that ends today and goes to its neighbour."""
    root = shutil.copytree(ROOT / "definitions", folder)
    tree: dict[str, Any] = yaml.safe_load((root / "agencies" / "vinh-long-2025.yaml").read_text("utf-8"))
    ended = [one["code"] for one in tree["agencies"] if one["code"].startswith(ENDED)]
    posts = [one["code"] for one in tree["posts"] if one["agency"] in ended]
    tree["agencies"] = [one for one in tree["agencies"] if one["code"] not in ended]
    tree["posts"] = [one for one in tree["posts"] if one["code"] not in posts]
    tree["effective_from"] = today()
    reform = {
        "code": "nhap-hai-xa",
        "title": "Nhập hai xã, phường",
        "effective_from": today(),
        "legal_basis": [{"document": "1/2026/NQ-HĐND"}],
        "agencies": [{"from": code, "to": code.replace(ENDED, HEIR)} for code in ended],
        "posts": [{"from": code, "to": code.replace(ENDED_POST, HEIR_POST)} for code in posts],
    }
    (root / "reforms").mkdir()
    for name, body in (("agencies/sau-nhap.yaml", tree), ("reforms/nhap-hai-xa.yaml", reform)):
        (root / name).write_text(yaml.safe_dump(body, allow_unicode=True), "utf-8")
    return root


def is_writing(folder: Path) -> bool:
    """Whether somebody holds the one writer's place of the database."""
    other = sqlite3.connect(folder / "tinhso.sqlite3", timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    else:
        return False
    finally:
        other.close()


def moved(folder: Path) -> tuple[int, int, int]:
    """Dossiers of the heir, their rows in its lists, agencies with a successor."""
    of_heir = f"(SELECT id FROM identity_agency WHERE code LIKE '{HEIR}%')"
    (found,) = ask(
        folder,
        f"SELECT (SELECT count(*) FROM dossier WHERE receiving_agency_id IN {of_heir} AND owner_agency_id IN {of_heir}), "
        f"(SELECT count(*) FROM dossier_work_item WHERE is_open AND agency_id IN {of_heir}), "
        "(SELECT count(*) FROM identity_agencysuccession)",
    )
    return found[0], found[1], found[2]


def test_a_reform_killed_in_the_middle_has_moved_nothing(platform: Path, tmp_path: Path) -> None:
    deed(platform, "filed", str(FILED))
    root = merged(tmp_path / "definitions")
    apply = [*TINHSO, "definitions", "apply", str(root)]
    assert moved(platform) == (0, 0, 0)

    killed = 0
    for share in range(KILLS):
        with process(platform, *apply):
            wait_until(lambda: is_writing(platform), seconds=120, what="nothing was written")
            # Deeper into the transaction each time.
            time.sleep(0.1 * share)
        if moved(platform) == (FILED, FILED, 4):
            # A quick machine had committed before this kill; anything between nothing and all would be wrong.
            break
        assert moved(platform) == (0, 0, 0)
        killed += 1
    assert killed > 0, "never killed in the middle"

    for _ in range(2):
        done = subprocess.run(apply, cwd=ROOT, env=environment(platform), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert moved(platform) == (FILED, FILED, 4)
    assert ask(platform, "SELECT count(*) FROM outbox_event WHERE name = 'dossier.transferred'") == [(FILED,)]
