"""How much a PDF would unfold to, found without unfolding it in memory; before any PDF library sees the bytes."""

import re
import zlib

STREAM_LIMIT = 200 * 1024 * 1024
TOTAL_LIMIT = 400 * 1024 * 1024
MAX_STREAMS = 50_000
_STEP = 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_STACKED = re.compile(rb"/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")
_INDEX = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")
_ODD_INDEX = re.compile(rb"/(?:ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|AHx|A85|LZW|RL)\b")


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
        total += _size_of(view[match.end() :], min(STREAM_LIMIT, TOTAL_LIMIT - total))
        if total >= TOTAL_LIMIT or total < 0:
            return True
    return False


def _odd_index(content: bytes, at: int) -> bool:
    before = content[max(0, at - 400) : at]
    dictionary = before[before.rfind(b"obj") :] if b"obj" in before else before
    return bool(_INDEX.search(dictionary) and _ODD_INDEX.search(dictionary))


def _size_of(data: memoryview, limit: int) -> int:
    """The inflated size, or TOTAL_LIMIT when past the limit; 0 for what is not deflated."""
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
                return TOTAL_LIMIT
    except zlib.error:
        return size
    return size
