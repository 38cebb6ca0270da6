"""The guide for developers does what it says: its commands run as they stand, and so does every sample of the API."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx
import pytest

from tests.browser import server
from tests.journeys.people import MARITAL_STATUS, PARENT, People
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
GUIDE = (server.ROOT / "docs" / "guides" / "api.md").read_text("utf-8")
ACCOUNT = {"code": "ve", "title": "Vé gửi xe tháng", "amount_vnd": 120000, "account": "chinh"}
# Samples that cannot stand alone.
NEEDS_MORE = {
    "/api/v1/bundles POST": "a draft that a person filled in on the pages",
    "/api/v1/bundles/{bundle_id} GET": "a bundle filed from such a draft",
    "/api/v1/dossiers POST": "answers as long as the procedure's form",
    "/api/v1/national-portal/dossiers POST": "the national portal's own door",
    "/api/v1/national-portal/supplements POST": "the national portal's own door",
}


def fences(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def shell(address: str, platform_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a developer has: the tools on the path, and the platform's own folder as `make run` has it."""
    kept = server.environment(platform_folder) | {"TINHSO_PUBLIC_ADDRESS": address}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept['PATH']}"
    kept["TINHSO_FOLDER"] = str(tmp_path_factory.mktemp("guide"))
    # Each call tells its status beside its answer.
    Path(kept["TINHSO_FOLDER"], ".curlrc").write_text('write-out = "%{stderr}STATUS %{http_code}\\n"\n', "utf-8")
    kept["CURL_HOME"] = kept["TINHSO_FOLDER"]
    return kept


@pytest.fixture(scope="module")
def filed(address: str, people: People) -> dict[str, Any]:
    """A dossier of the sample's applicant, filed over the API."""
    parent = people.sign_in(PARENT)
    parent.open("/nha-phat-trien/he-thong/")
    body = {"procedure": MARITAL_STATUS, "agency": "H61.41.01.001", "answers": people.answers(MARITAL_STATUS)}
    headers = {
        "Idempotency-Key": os.urandom(8).hex(),
        "X-CSRFToken": parent.http.cookies["csrftoken"],
        "Referer": address,
    }
    answer = httpx.post(
        f"{address}/api/v1/dossiers", json=body, headers=headers, cookies=parent.http.cookies, timeout=60
    )
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "cookies": parent.http.cookies}


def test_the_commands_of_the_guide_do_what_it_says(address: str, shell: dict[str, str], filed: dict[str, Any]) -> None:
    folder = Path(shell["TINHSO_FOLDER"])
    (folder / "receiver.py").write_text(fences("python")[0], "utf-8")
    port = str(server.free_port())
    # Only where the platform and the receiver listen is another, and the keys are new: other tests have theirs.
    script = "\n".join(fences("sh")).replace("http://localhost:8000", address).replace("9000", port)
    script = script.replace("-so-1", f"-so-{os.urandom(4).hex()}")
    ended = f"\nfor n in $(seq 200); do grep -q {filed['id']} received.txt && break; sleep 0.1; done; kill $!"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script + ended],
        cwd=folder, env=shell, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    statuses = [200, 200, 200, 200, 201, 200, 202]
    assert [int(one) for one in re.findall(r"STATUS (\d+)", done.stderr)] == statuses, done.stdout
    assert '"is_done": true' in done.stdout
    received = (folder / "received.txt").read_text("utf-8").split("\n")
    assert received[0].startswith("webhook.ping webhook/")
    assert f"dossier.submitted dossier/{filed['id']} 1" in received
    assert re.search(r"ts_[0-9a-f]{10}\.[\w-]{20,}", done.stdout + done.stderr) is None


def test_every_sample_of_the_api_runs(
    address: str, shell: dict[str, str], people: People, filed: dict[str, Any]
) -> None:
    described = json.load(urlopen(f"{address}/api/v1/openapi.json"))
    samples = {
        f"{path} {method.upper()}": operation.get("x-codeSamples")
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    assert {name for name, each in samples.items() if not each} == set(NEEDS_MORE)

    world = _world(address, shell, people, filed)
    failed = {}
    for name in _in_order(name for name, each in samples.items() if each):
        for number, sample in enumerate(samples[name] or ()):
            status, told = _run(sample, shell | world(name, number))
            if not 200 <= status < 300:
                failed[name, sample["label"]] = (status, told[-600:])
    assert failed == {}


def _in_order(names: Any) -> list[str]:
    """What takes something away comes last."""
    return sorted(names, key=lambda name: (name.endswith("DELETE"), "/cancel" in name, name))


def _run(sample: dict[str, str], environment: dict[str, str]) -> tuple[int, str]:
    """(status, what it printed) of a sample as it stands; an Idempotency-Key is the caller's own each time."""
    source = re.sub(r"vi-du-[a-z-]+", lambda found: f"{found[0]}-{os.urandom(4).hex()}", sample["source"])
    command = [sys.executable, "-c", source] if sample["lang"] == "Python" else ["bash", "-euc", source]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    told = done.stdout + done.stderr
    match = re.search(r"STATUS (\d+)" if sample["lang"] == "Shell" else r"\A(\d{3}) ", told)
    return int(match[1]) if match else 0, told


def _world(address: str, shell: dict[str, str], people: People, filed: dict[str, Any]) -> Any:
    """What the variables of the samples mean here; a thing that a sample uses up is made for each."""
    tinhso = [*server.TINHSO, "clients", "sandbox"]
    made = subprocess.run(tinhso, cwd=server.ROOT, env=shell, capture_output=True, text=True, check=True)
    key = made.stdout.strip()
    http = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"})
    cookies = filed["cookies"]
    session = "; ".join(f"{name}={value}" for name, value in cookies.items())
    event = _told(http)
    port = server.free_port()
    receiver = f"http://127.0.0.1:{port}/"

    def subscription() -> dict[str, Any]:
        body = {"url": receiver, "events": ["dossier.*"]}
        headers = {"Idempotency-Key": os.urandom(8).hex()}
        found: dict[str, Any] = http.post("/api/v1/webhooks", json=body, headers=headers).json()
        return found

    def order(*, paid: bool) -> str:
        body = {"reference": "ve-000123", "purpose": "Vé gửi xe", "lines": [ACCOUNT]}
        headers = {"Idempotency-Key": os.urandom(8).hex()}
        found = http.post("/api/v1/payments/orders", json=body, headers=headers).json()
        if paid:
            _pay(people, found["pay_url"].removeprefix(address))
        return str(found["id"])

    kept = subscription()
    own_headers = {"Idempotency-Key": "gui-lai-cho-mau"}
    again = {"event_ids": [event["id"]]}
    http.post(f"/api/v1/webhooks/{kept['id']}/replay", json=again, headers=own_headers)
    (delivery, *_) = http.get(f"/api/v1/webhooks/{kept['id']}/deliveries").json()["items"]
    common = {
        "TINHSO": address,
        "KEY": key,
        "COOKIES": session,
        "CSRF": cookies.get("csrftoken", ""),
        "PROCEDURE": MARITAL_STATUS,
        "DOSSIER_ID": filed["id"],
        "DOSSIER_CODE": filed["code"],
        "EVENT_ID": event["id"],
        "RECEIVER": receiver,
        "SUBSCRIPTION_ID": kept["id"],
        "DELIVERY_ID": delivery["id"],
    }

    def world(name: str, number: int) -> dict[str, str]:
        if name.startswith("/api/v1/payments") and "{order_id}" in name:
            made = order(paid="/refunds" in name)
            return common | {"ORDER_ID": made, "PAID_ORDER_ID": made}
        if name.startswith("/api/v1/webhooks/") and name.endswith("DELETE"):
            return common | {"SUBSCRIPTION_ID": subscription()["id"]}
        return common

    return world


def _told(http: httpx.Client) -> dict[str, Any]:
    """An event that can be read: half a minute after it happened."""
    found: list[dict[str, Any]] = []

    def is_there() -> bool:
        found[:] = http.get("/api/v1/events", params={"type": "dossier.submitted", "limit": 1}).json()["items"]
        return bool(found)

    wait_until(is_there, seconds=60, what="the event is not told")
    return found[0]


def _pay(people: People, path: str) -> None:
    payer = people.sign_in(PARENT)
    payer.open(path)
    payer.send(payer.form_with("cach"), {"cach": "bank_gateway"})
    reference = re.search(r"(TT[0-9A-Z]{13})", payer.text)
    assert reference is not None
    payer.open(f"/thanh-toan/gia-lap/{reference[1]}/")
    payer.send(payer.form_with("lam"), {"lam": "tra"})
