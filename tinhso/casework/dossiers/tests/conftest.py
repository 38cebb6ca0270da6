from pathlib import Path

import pytest

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province


@pytest.fixture
def province(db: None, tmp_path: Path) -> SmallProvince:
    folder = tmp_path / "definitions"
    folder.mkdir()
    return load_small_province(folder, procedures=("1.001193", "1.004873"))
