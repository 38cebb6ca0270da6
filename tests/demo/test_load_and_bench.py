"""`tinhso demo load` and `tinhso bench` as an operator runs them: small, on a platform of their own; and when the sample is
broken on purpose, they say which check did not hold and their exit status says so too."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

TINHSO = [sys.executable, "-m", "tinhso.config.cli"]
ROOT = Path(__file__).resolve().parents[2]
# The one that `bench submit` files; played at four one-stops it gives each enough open tasks for a full page.
# Beside it the one whose result takes several numbers, one for each certified original.
PLAYED = ("1.004873", "2.000815")

pytestmark = pytest.mark.durable


class Platform:
    """A sample of two procedures, with its data in a scratch folder."""

    def __init__(self, folder: Path) -> None:
        self.definitions = folder / "definitions"
        shutil.copytree(ROOT / "definitions", self.definitions)
        applications = self.sample("applications")
        applications["applications"] = [one for one in applications["applications"] if one["procedure"] in PLAYED]
        self.change("applications", applications)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
        self.environment = clean | {
            "TINHSO_VAR_DIR": str(folder / "var"),
            "TINHSO_KEYS_DIR": str(folder / "keys"),
            "TINHSO_FILES_DIR": str(folder / "files"),
            "TINHSO_DEFINITIONS_DIR": str(self.definitions),
        }

    def sample(self, name: str) -> Any:
        return yaml.safe_load((self.definitions / "demo" / f"{name}.yaml").read_text(encoding="utf-8"))

    def change(self, name: str, content: Any) -> None:
        text = yaml.safe_dump(content, allow_unicode=True)
        (self.definitions / "demo" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*TINHSO, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )

    def told(self, *words: str) -> tuple[int, dict[str, Any], str]:
        """Exit status, the JSON object, what was said beside it."""
        done = self.run(*words, "--json")
        assert done.stdout, done.stderr[-3000:]
        return done.returncode, json.loads(done.stdout), done.stderr

    def bench(self, *name: str) -> tuple[int, dict[str, Any]]:
        status, report, _ = self.told("bench", *name, "--seconds", "1", "--connections", "3")
        return status, report


def failed(report: dict[str, Any]) -> list[str]:
    return [check["check"] for check in report["checks"] if not check["held"]]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    made = Platform(tmp_path_factory.mktemp("loaded"))
    ready = made.run("setup")
    assert ready.returncode == 0, ready.stderr[-3000:]
    return made


@pytest.fixture(scope="module")
def loaded(platform: Platform) -> tuple[int, dict[str, Any], str]:
    return platform.told("demo", "load", "--dossiers", "4000", "--finish", "3")


@pytest.fixture
def broken(platform: Platform, request: pytest.FixtureRequest) -> Iterator[Platform]:
    """The platform while one file of its sample is changed."""
    name, change = request.param
    before = platform.sample(name)
    after = platform.sample(name)
    change(after)
    platform.change(name, after)
    yield platform
    platform.change(name, before)


def test_a_load_writes_whole_dossiers_that_can_be_finished(loaded: tuple[int, dict[str, Any], str]) -> None:
    status, report, said = loaded
    assert (failed(report), report["ok"], status) == ([], True, 0), said[-2000:]
    assert (report["dossiers"], report["tried"], report["finished"]) == (4000, 3, 3)
    assert report["rows"] > 40 * report["dossiers"]
    assert "4000/4000" in said


def _without_answers(sample: Any) -> None:
    for one in sample["applications"]:
        one["answers"].clear()


@pytest.mark.parametrize("broken", [("applications", _without_answers)], indirect=True)
def test_a_sample_that_cannot_be_filed_fails_the_load(broken: Platform) -> None:
    done = broken.run("demo", "load", "--dossiers", "10", "--finish", "1", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert not report["ok"]
    assert failed(report)[:2] == [
        "mọi hồ sơ đã nạp đều có trong cơ sở dữ liệu",
        "mọi thủ tục mẫu đều đi được ở mọi nơi",
    ]
    assert (report["dossiers"], report["rows"]) == (0, 0)


@pytest.mark.parametrize("name", ["submit", "worklist", "track", "search", "deadlines", "sign"])
def test_a_bench_tells_figures_and_holds_its_checks(
    platform: Platform, loaded: tuple[int, dict[str, Any], str], name: str
) -> None:
    status, report = platform.bench(name)
    assert (failed(report), report["ok"], status) == ([], True, 0), report["wrong"] or report["checks"]
    assert report["bench"] == name
    assert report["raw"]
    if name in {"submit", "worklist", "track", "search"}:
        load = report["figures"].get("load")
        assert load["requests"] > 0
        assert load["p50_ms"] <= load["p95_ms"]
        assert load["cpu_ms"] > 0
        assert load["queries_min"] == load["queries_max"]


@pytest.mark.parametrize("name", ["dossier", "mine", "signing"])
def test_a_bench_of_a_page_finds_its_reader_and_asks_the_same_every_time(
    platform: Platform, loaded: tuple[int, dict[str, Any], str], name: str
) -> None:
    status, report = platform.bench("list", name)
    assert (failed(report), report["ok"], status) == ([], True, 0), report["wrong"] or report["checks"]
    assert report["figures"]["load"]["requests"] > 0


@pytest.mark.parametrize("name", ["supplement"])
def test_a_bench_of_an_act_does_it_for_good(
    platform: Platform, loaded: tuple[int, dict[str, Any], str], name: str
) -> None:
    status, report, _ = platform.told("bench", "act", name, "--count", "4")
    assert (failed(report), report["ok"], status) == ([], True, 0), report["checks"]
    assert report["figures"]["load"]["requests"] == 4


def _sought_elsewhere(sample: Any) -> None:
    sample["searches"] = {"dang ky khai sinh": "9.999999"}


@pytest.mark.parametrize("broken", [("measures", _sought_elsewhere)], indirect=True)
def test_a_wrong_answer_fails_the_bench(broken: Platform) -> None:
    status, report = broken.bench("search")
    assert (status, report["ok"]) == (1, False)
    assert report["wrong"][0] == "GET /thu-tuc/?q=dang%20ky%20khai%20sinh → 200, thiếu 9.999999"
    assert failed(report) == ["search: mọi câu trả lời đúng", "search: có câu trả lời"]
