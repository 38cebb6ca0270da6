"""`make audit`: known holes in the locked packages, Python and npm. Needs the network: an advisory service must answer.

Ends with 0 when every package was looked up and none has a known hole, 1 when one has, 2 when some could not be looked
up: that is said loudly, because silence would look like health.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.assets import find_node, npm_command

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


def asked(command: list[str]) -> Any:
    """The JSON that the command prints; None when it prints none (nobody answered)."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None


def python_packages(lock: str) -> tuple[list[str], str]:
    """Holes found, and why some packages could not be looked up ("" when all were)."""
    pip_audit = [sys.executable, "-m", "pip_audit", "-r", lock, "--disable-pip", "--require-hashes"]
    answer = asked([*pip_audit, "--progress-spinner", "off", "-f", "json"])
    if answer is None:
        return [], "dịch vụ cảnh báo của PyPI không trả lời"
    packages = answer["dependencies"]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']} (sửa ở {', '.join(hole['fix_versions']) or 'chưa có'})"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    return holes, f"{len(unknown)} trong {len(packages)} gói không tra được" if unknown else ""


def npm_packages() -> tuple[list[str], str]:
    """The same for the packages that build the front end."""
    answer: Mapping[str, Any] | None = asked([*npm_command(find_node()), "audit", "--json"])
    if answer is None or "vulnerabilities" not in answer:
        return [], "dịch vụ cảnh báo của npm không trả lời"
    return [f"{name}: {hole['severity']} ({hole['range']})" for name, hole in answer["vulnerabilities"].items()], ""


def main() -> int:
    results = {lock: python_packages(lock) for lock in LOCKS} | {"package-lock.json": npm_packages()}
    for lock, (holes, unknown) in results.items():
        for hole in holes:
            print(f"{lock}: LỖ HỔNG {hole}", flush=True)
        if unknown:
            print(f"!!! {lock} CHƯA ĐƯỢC KIỂM TRA: {unknown}. Chạy lại ở nơi có mạng ra ngoài.", flush=True)
        elif not holes:
            print(f"{lock}: không có lỗ hổng đã biết", flush=True)
    if any(holes for holes, _ in results.values()):
        return 1
    return 2 if any(unknown for _, unknown in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
