"""How much a PDF would unfold to, found without unfolding it in memory.

`unfolds_too_far` looks at the raw bytes before any PDF library sees them; `unfolded_size` at one stream with its filters.
"""

import base64
import re
import zlib
from collections.abc import Sequence

MEGABYTE = 1024 * 1024
# A page scanned in colour at 600 dots an inch is 100 MB of points; nothing that is no picture needs nearly as much.
PICTURE_LIMIT = 110 * MEGABYTE
STREAM_LIMIT = 32 * MEGABYTE
TOTAL_LIMIT = 400 * MEGABYTE
MAX_STREAMS = 50_000
_STEP = MEGABYTE
_STREAM = re.compile(rb"stream\r?\n")
_STACKED = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")
_INDEX = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")
_ODD_INDEX = re.compile(rb"/(?:ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|AHx|A85|LZW|RL)\b")
# A name may be written with the codes of its letters: /#4fbjStm.
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LONGEST_DICTIONARY = 65_536
_TEXTS = {"ASCIIHexDecode": "hex", "AHx": "hex", "ASCII85Decode": "85", "A85": "85"}
_PACKERS = {"FlateDecode", "Fl", "LZWDecode", "LZW", "RunLengthDecode", "RL"}
_LZW_CLEAR, _LZW_END = 256, 257


def unfolds_too_far(content: bytes) -> bool:
    """Whether any compressed stream, or all together, pass the limits, or compression is stacked to hide that."""
    if _STACKED.search(content):
        return True
    total = count = 0
    view = memoryview(content)
    for match in _STREAM.finditer(content):
        if content[max(0, match.start() - 3) : match.start()] == b"end":
            continue
        count += 1
        if count > MAX_STREAMS or _odd_index(content, match.start()):
            return True
        total += _inflated(view[match.end() :], PICTURE_LIMIT)
        if total > TOTAL_LIMIT:
            return True
    return False


def unfolded_size(data: bytes, filters: Sequence[str], limit: int, *, late_lzw: bool = False) -> int:
    """The bytes that a stream becomes; more than `limit`, however much, is TOTAL_LIMIT + 1.

    Packing that is packed again is never needed and always counts as too much. Codecs of pictures (JPEG, fax) are left
    to the size that the picture claims. `late_lzw`: some parameter asks for LZW that widens late; then both ways count.
    """
    if sum(name in _PACKERS for name in filters) > 1:
        return TOTAL_LIMIT + 1
    for name in filters:
        if name in _TEXTS:
            data = _from_text(data, _TEXTS[name])
        else:
            return _unpacked(data, name, limit, late_lzw=late_lzw)
    return len(data)


def _unpacked(data: bytes, name: str, limit: int, *, late_lzw: bool) -> int:
    if name in ("FlateDecode", "Fl"):
        return _inflated(memoryview(data), limit)
    if name not in _PACKERS:
        return len(data)
    if name in ("LZWDecode", "LZW"):
        size = max(_lzw_size(data, limit, early) for early in ((1, 0) if late_lzw else (1,)))
    else:
        size = _runs_size(data)
    return size if size <= limit else TOTAL_LIMIT + 1


def _from_text(data: bytes, how: str) -> bytes:
    """The bytes behind hexadecimal or base-85 letters; nothing where they are broken, as a reader would show nothing."""
    try:
        if how == "hex":
            letters = re.sub(rb"\s", b"", data.partition(b">")[0])
            return bytes.fromhex((letters + b"0" * (len(letters) % 2)).decode("ascii"))
        return base64.a85decode(data.partition(b"~>")[0].strip().removeprefix(b"<~"))
    except ValueError:
        return b""


def _lzw_size(data: bytes, limit: int, early: int) -> int:
    """How long the text of an LZW stream is: only the lengths of its words are kept."""
    lengths, width, held, bits, size, previous = [1] * 258, 9, 0, 0, 0, 0
    for byte in data:
        held, bits = (held << 8 | byte) & 0xFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == _LZW_END or size > limit:
            break
        if code == _LZW_CLEAR:
            del lengths[258:]
            width, previous = 9, 0
            continue
        word = lengths[code] if code < len(lengths) else previous + 1
        if previous and len(lengths) < 4096:
            lengths.append(previous + 1)
            # Readers widen one word early, unless they are told not to.
            width = max(9, min(12, (len(lengths) + early).bit_length()))
        size, previous = size + word, word
    return size


def _runs_size(data: bytes) -> int:
    size = at = 0
    while at < len(data) and data[at] != 128:
        run = data[at] > 128
        size += 257 - data[at] if run else data[at] + 1
        at += 2 if run else data[at] + 2
    return size


def _odd_index(content: bytes, at: int) -> bool:
    """An index (its libraries unfold it at once) that is packed otherwise than an index is, however its names are spelt."""
    begins = content.rfind(b"obj", max(0, at - _LONGEST_DICTIONARY), at)
    dictionary = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), content[max(begins, 0) : at])
    if begins < 0 or _STACKED.search(dictionary):
        return begins >= 0 or at > _LONGEST_DICTIONARY
    return bool(_INDEX.search(dictionary) and _ODD_INDEX.search(dictionary))


def _inflated(data: memoryview, limit: int) -> int:
    """The inflated size, or TOTAL_LIMIT + 1 when past the limit; 0 for what is not deflated."""
    if len(data) < 2 or data[0] & 0x0F != 8 or (data[0] * 256 + data[1]) % 31:
        return 0
    inflater, size, at = zlib.decompressobj(), 0, 0
    pending: bytes | memoryview = b""
    try:
        while not inflater.eof:
            if not pending:
                pending = data[at : at + 65536]
                at += 65536
                if not pending:
                    break
            size += len(inflater.decompress(pending, _STEP))
            pending = inflater.unconsumed_tail
            if size > limit:
                return TOTAL_LIMIT + 1
    except zlib.error:
        return size
    return size
