"""References of attempts and refunds: short enough for a transfer's purpose, found again in what a bank makes of it."""

import re
import secrets
from collections.abc import Iterator

# No letter that is taken for a digit (I, L, O, U, Z), and none with which the two letters of a kind begin: no second
# reference begins within one, which a bank's text would then seem to name as well.
_ALPHABET = "0123456789ABCDEFGHJKMNPQSVWXY"
_RANDOM = 12
_BODY = f"[{_ALPHABET}]{{{_RANDOM}}}"
_FORM = re.compile(rf"[A-Z]{{2}}{_BODY}[{_ALPHABET}]")
ATTEMPT, REFUND = "TT", "RF"


def new_reference(kind: str = ATTEMPT) -> str:
    """58 random bits and a check character behind the two letters of the kind."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return f"{kind}{body}{_check(body)}"


def _check(body: str) -> str:
    """A swap of neighbours or one wrong character shows: weights are odd and grow, and there are a prime number of characters."""
    total = sum((2 * place + 1) * _ALPHABET.index(c) for place, c in enumerate(body))
    return _ALPHABET[total % len(_ALPHABET)]


def is_reference(text: str) -> bool:
    """Whether it has the form and the check character of a reference."""
    return bool(_FORM.fullmatch(text)) and _check(text[2:-1]) == text[-1]


def references_in(text: str, kind: str = ATTEMPT) -> tuple[str, ...]:
    """Every reference of the kind in a transfer's text, whatever the bank put around it or took out between."""
    return tuple(dict.fromkeys(_candidates(text.upper(), kind)))


def _candidates(text: str, kind: str) -> Iterator[str]:
    squeezed = re.sub(r"[^0-9A-Z]", "", text)
    for source in (text, squeezed):
        at = source.find(kind)
        while at >= 0:
            one = source[at : at + 3 + _RANDOM]
            if is_reference(one):
                yield one
            at = source.find(kind, at + 1)
