"""Linear barcode Code 128 (ISO/IEC 15417), code set B: what scanners at a post office read from a label. Pure."""

# Widths of bar, space, bar, space, bar, space of each value 0 to 105, and of the stop pattern with its closing bar.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122
123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323
131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131
213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122
141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112
124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141
411131 211412 211214 211232
"""
_WIDTHS = tuple(_TABLE.split())
_STOP = "2331112"
_START_B = 104
# White on both sides, in modules: ten at least.
QUIET = 10


def values(text: str) -> tuple[int, ...]:
    """Start, each letter, check value. Raises ValueError for what code set B cannot say (outside ASCII 32 to 127)."""
    if not text or not all(32 <= ord(letter) < 128 for letter in text):
        raise ValueError("only printable ASCII goes into this barcode")
    said = [ord(letter) - 32 for letter in text]
    check = (_START_B + sum(at * value for at, value in enumerate(said, 1))) % 103
    return (_START_B, *said, check)


def bars(text: str) -> tuple[tuple[int, int], ...]:
    """(where, how wide) of each bar in modules from the left edge, quiet zone counted in. Raises ValueError."""
    found, at = [], QUIET
    for widths in (*(_WIDTHS[value] for value in values(text)), _STOP):
        for number, width in enumerate(map(int, widths)):
            if number % 2 == 0:
                found.append((at, width))
            at += width
    return tuple(found)


def svg(text: str, *, height: int = 30) -> str:
    """The barcode as inline SVG, as large as its box; `height` in modules. Raises ValueError."""
    drawn = bars(text)
    wide = drawn[-1][0] + drawn[-1][1] + QUIET
    path = "".join(f"M{at} 0h{width}v{height}h-{width}z" for at, width in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )
