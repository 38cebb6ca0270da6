"""References of attempts and refunds: short enough for a transfer's purpose, found again in what a bank makes of it."""

import re
import secrets
from collections.abc import Iterator

# No letter that is taken for a digit (I, L, O, U).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM = 12
_BODY = f"[{_ALPHABET}]{{{_RANDOM}}}"
_ATTEMPT = re.compile(rf"TT{_BODY}[{_ALPHABET}]")


def new_reference(kind: str = "TT") -> str:
    """60 random bits and a check character behind the two letters of the kind."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return f"{kind}{body}{_check(body)}"


def _check(body: str) -> str:
    """A swap of neighbours or one wrong character shows: weights are odd and grow."""
    total = sum((2 * place + 1) * _ALPHABET.index(c) for place, c in enumerate(body))
    return _ALPHABET[total % 31]


def is_reference(text: str) -> bool:
    """Whether it has the form and the check character of an attempt's reference."""
    return bool(_ATTEMPT.fullmatch(text)) and _check(text[2:-1]) == text[-1]


def references_in(text: str) -> tuple[str, ...]:
    """Every reference in a transfer's text, whatever the bank put around it or took out between."""
    found = dict.fromkeys(_candidates(text.upper()))
    return tuple(found)


def _candidates(text: str) -> Iterator[str]:
    squeezed = re.sub(r"[^0-9A-Z]", "", text)
    for source in (text, squeezed):
        for at in range(len(source)):
            one = source[at : at + 3 + _RANDOM]
            if one.startswith("TT") and is_reference(one):
                yield one
