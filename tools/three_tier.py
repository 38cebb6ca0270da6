"""The definitions of a province of three tiers, as before 1 July 2025: `tools/three_tier.py FOLDER` (docs/guides/three-tiers.md).

Its own tree, procedure and people (tests/definitions/three_tier) stand over what of the sample does not depend on the tiers.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE, OWN = ROOT / "definitions", ROOT / "tests" / "definitions" / "three_tier"
SHARED = ("calendars", "code_lists", "letters", "notices", "portals", "roles", "rules")


def compose(folder: Path, *, shared: Sequence[str] = SHARED, units: str = "86") -> Path:
    """Write them into a folder that is not there yet. Raises FileExistsError."""
    for name in shared:
        shutil.copytree(SAMPLE / name, folder / name)
    shutil.copytree(OWN, folder, dirs_exist_ok=True)
    (folder / "units").mkdir()
    for path in (SAMPLE / "units").glob(f"{units}_*.yaml"):
        shutil.copy(path, folder / "units")
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2 or Path(sys.argv[1]).exists():
        sys.exit("Cách dùng: tools/three_tier.py THƯ-MỤC-MỚI")
    print(compose(Path(sys.argv[1])))
