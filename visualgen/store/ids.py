"""Row ids: ULIDs (26 lower-case characters, Crockford's base 32), which sort by the time they were made."""

from __future__ import annotations

import secrets
import threading
import time

LENGTH = 26
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return an id no one has had: 48 bits of time in ms, 80 of chance; in one process always greater than the one before.

    Source: github.com/ulid/spec, with its monotonic rule.
    """
    global _last
    with _lock:
        _last = max((time.time_ns() // 1_000_000 << 80) | secrets.randbits(80), _last + 1)
        number = _last
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Return whether `text` has the form of an id."""
    return len(text) == LENGTH and set(text) <= set(_DIGITS) and text[0] < "8"
