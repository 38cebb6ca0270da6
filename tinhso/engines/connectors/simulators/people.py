"""The people and organisations of the sample province, as registers of others know them."""

from collections.abc import Mapping
from typing import Any

import yaml
from django.conf import settings


def known(section: str, key: str) -> Mapping[str, Mapping[str, Any]]:
    """The rows of one register by their number; {} where there is no sample."""
    path = settings.DEFINITIONS_DIR / "demo" / "registers.yaml"
    content = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    return {str(row[key]): row for row in content.get(section, ())}
