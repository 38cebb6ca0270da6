"""Compiles every locale/*/LC_MESSAGES/*.po below a folder into the .mo beside it; no gettext tools needed."""

import ast
import struct
from pathlib import Path


def read_po(text: str) -> dict[str, str]:
    """msgid → msgstr of a .po file: plain and context entries; fuzzy and empty translations are left out."""
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    field, fuzzy = "", False

    def close() -> None:
        nonlocal fuzzy
        if "msgid" in entry and entry.get("msgstr") and not fuzzy:
            context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
            found[context + entry["msgid"]] = entry["msgstr"]
        entry.clear()
        fuzzy = False

    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        elif line.startswith(("msgctxt ", "msgid ", "msgstr ")):
            field, _, quoted = line.partition(" ")
            if field != "msgstr" and "msgstr" in entry:
                close()
            entry[field] = ast.literal_eval(quoted)
        elif line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        elif not line:
            close()
    return found


def write_mo(messages: dict[str, str]) -> bytes:
    """The GNU .mo form of the messages."""
    keys = sorted(messages, key=lambda key: key.encode())
    ids = b"".join(key.encode() + b"\0" for key in keys)
    strings = b"".join(messages[key].encode() + b"\0" for key in keys)
    start = 28 + 16 * len(keys)
    id_table, string_table = b"", b""
    id_at, string_at = start, start + len(ids)
    for key in keys:
        id_length, string_length = len(key.encode()), len(messages[key].encode())
        id_table += struct.pack("<II", id_length, id_at)
        string_table += struct.pack("<II", string_length, string_at)
        id_at += id_length + 1
        string_at += string_length + 1
    head = struct.pack("<IIIIIII", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + id_table + string_table + ids + strings


def compile_all(root: Path) -> int:
    """Compiles every catalogue below ``root``; gives how many there are."""
    catalogues = sorted(root.rglob("locale/*/LC_MESSAGES/*.po"))
    for catalogue in catalogues:
        messages = read_po(catalogue.read_text(encoding="utf-8"))
        catalogue.with_suffix(".mo").write_bytes(write_mo(messages))
    return len(catalogues)


if __name__ == "__main__":
    print(compile_all(Path(__file__).resolve().parents[1] / "tinhso"))
