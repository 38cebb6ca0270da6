"""Counting a till. Pure."""

from collections.abc import Iterable, Mapping

MOST_NOTES = 100_000


def counted_vnd(counted: Mapping[int, int], denominations: Iterable[int]) -> int | None:
    """Đồng of the counted notes; None for a note that does not exist or a number that cannot be."""
    known = set(denominations)
    if any(note not in known or not 0 <= number <= MOST_NOTES for note, number in counted.items()):
        return None
    return sum(note * number for note, number in counted.items())


def book_of(number: int, numbers_in_book: int) -> int:
    """Which book a number stands in: 1 to 50 in the first, 51 in the second."""
    return (number - 1) // numbers_in_book + 1
