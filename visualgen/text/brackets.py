"""The paired brackets of Unicode (BidiBrackets.txt): they give both halves one direction and one script."""

from __future__ import annotations

MAX_OPEN_BRACKETS = 63
"""How many open brackets are kept in mind (UAX #9, BD16)."""

_BRACKET_ROWS = (
    (0x0028, 0x0028),
    (0x0F3A, 0x0F3C),
    (0x169B, 0x169B),
    (0x2045, 0x2045),
    (0x207D, 0x207D),
    (0x208D, 0x208D),
    (0x2308, 0x230A),
    (0x2329, 0x2329),
    (0x2768, 0x2774),
    (0x27C5, 0x27C5),
    (0x27E6, 0x27EE),
    (0x2983, 0x298B),
    (0x2991, 0x2997),
    (0x29D8, 0x29DA),
    (0x29FC, 0x29FC),
    (0x2E22, 0x2E28),
    (0x2E55, 0x2E5B),
    (0x3008, 0x3010),
    (0x3014, 0x301A),
    (0xFE59, 0xFE5D),
    (0xFF08, 0xFF08),
    (0xFF5F, 0xFF5F),
    (0xFF62, 0xFF62),
)
"""The opening brackets (first, last) that stand in every other place, each followed by its closing one."""

_BRACKET_PAIRS = ((0x005B, 0x005D), (0x007B, 0x007D), (0x298D, 0x2990), (0x298F, 0x298E), (0xFF3B, 0xFF3D), (0xFF5B, 0xFF5D))
"""The pairs that do not."""

BRACKETS = {chr(code): chr(code + 1) for first, last in _BRACKET_ROWS for code in range(first, last + 1, 2)}
BRACKETS.update((chr(start), chr(end)) for start, end in _BRACKET_PAIRS)
CLOSING = frozenset(BRACKETS.values())
CANONICAL = {"\u232a": "\u3009"}
