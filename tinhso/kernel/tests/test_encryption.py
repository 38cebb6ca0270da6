import json
from pathlib import Path

import pytest
from django.conf import settings

from tinhso.kernel import encryption
from tinhso.kernel.errors import Unavailable


def test_equal_texts_rest_as_different_bytes_and_read_the_same():
    one, two = encryption.encrypt("079203001234"), encryption.encrypt("079203001234")

    assert one != two
    assert "079203001234" not in one
    assert encryption.decrypt(one) == encryption.decrypt(two) == "079203001234"


def test_an_altered_row_is_refused_not_misread():
    stored = encryption.encrypt("079203001234")
    name, _, body = stored.partition(":")
    flipped = "B" if body[20] != "B" else "C"

    with pytest.raises(Unavailable):
        encryption.decrypt(f"{name}:{body[:20]}{flipped}{body[21:]}")
    with pytest.raises(Unavailable):
        encryption.decrypt("k99:" + body)


def test_blind_indexes_find_equal_values_of_one_purpose_only():
    assert encryption.blind_index("079203001234", "person") == encryption.blind_index("079203001234", "person")
    assert encryption.blind_index("079203001234", "person") != encryption.blind_index("079203001234", "passport")


def test_a_new_key_encrypts_and_the_old_one_still_reads(tmp_path: Path, settings):
    settings.KEYS_DIR = tmp_path
    assert encryption.create_keys() is True
    assert encryption.create_keys() is False
    old = encryption.encrypt("cũ")

    assert encryption.add_key() == "k2"

    assert encryption.encrypt("mới").startswith("k2:")
    assert encryption.decrypt(old) == "cũ"


def test_the_key_file_is_for_its_owner_alone():
    path = Path(settings.KEYS_DIR) / "identifiers.json"
    assert path.stat().st_mode & 0o077 == 0
    assert {"keys", "index"} == set(json.loads(path.read_text()))
