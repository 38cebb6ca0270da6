"""`make screenshots`: starts tests/browser/screenshots.py from anywhere."""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    command = [sys.executable, "-m", "tests.browser.screenshots", *sys.argv[1:]]
    sys.exit(subprocess.call(command, cwd=Path(__file__).resolve().parents[1]))
