"""French spacing: the no-break spaces of the Imprimerie nationale's rules, typographic apostrophes and ellipses.

U+202F before ; ! ? and in thousands; U+00A0 before :, inside « », between a number and what it counts, and around the dash
of a range. A no-break space that is there already stays. Addresses, times (9:30), ratios (16:9), emoticons and :shortcodes: are left
alone.
Source: Lexique des règles typographiques en usage à l'Imprimerie nationale, 2002.
"""

from __future__ import annotations

import re
from functools import partial

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_ADDRESS = (
    r"(?P<address>(?:https?://|www\.)\S*[^\s.,;:!?)»\]*]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\w):[a-z0-9_+-]{1,40}:(?!\w)|(?<![\w.-])[\w-]+(?:\.[\w-]+)+/(?:\S*[^\s.,;:!?)»\]*])?)"
)
_MONTHS = "(?i:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_UNITS = "(?:h|min|€|\\$|£|%|km|m|m²|m³|km²|cm|mm|kg|g|cl|ml|l|kWh|Mo|Go|°C|ans|euros)"
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f]"
_HIGH = r"(?:;(?=[\s*»]|$)|[!?]+(?![\w=&/#!?]))"


def _rules(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compile rules; each looks for addresses too, so that it steps over them."""
    return tuple((re.compile(f"{_ADDRESS}|{pattern}"), replacement) for pattern, replacement in rules)


_RULES = _rules(
    (r"(?<!\.)\.{3}(?!\.)", "…"),
    (r"(?<=[^\W\d_])'(?=[^\W\d_])", "’"),
    (rf"(?<=\S) +(?={_HIGH})|(?<=[\w»)\]”’%€$£°])(?={_HIGH})", NARROW),
    (r"(?<=\S) +(?=:(?=[\s*«»]|$))|(?<=[\w»)\]”’%€$£°])(?=:(?=[\s«»]|$))", NO_BREAK),
    (r"(?<=«) +|(?<=«)(?!\s)", NO_BREAK),
    (r"(?<=\S) +(?=»)|(?<!\s)(?=»)", NO_BREAK),
    (r"(?<![\d,.\u00a0\u202f])(?P<group>\d{1,3}) (?=\d{3}(?: \d{3})*(?!\d))|(?<=\d\u202f)(?P<next>\d{3}) (?=\d{3}(?!\d))", NARROW),
    (rf"(?<=\d) +(?={_UNITS}(?!\w))|(?<=\dh) +(?=\d\d?(?!\d))|(?<=\d[\u00a0\u202f ]h) +(?=\d\d?(?!\d))", NO_BREAK),
    (r"(?<=[\dh€]) +(?=–[ \u00a0]\d)|(?<=[\dh€][ \u00a0]–) +(?=\d)", NO_BREAK),
    (rf"(?<=\S) +(?={_EMOJI}+\s*$)", NO_BREAK),
    (rf"(?<=\d) +(?={_MONTHS}(?!\w))|(?<=\b1er) +(?={_MONTHS}(?!\w))", NO_BREAK),
)


def french_spacing(text: str) -> str:
    """Return `text` with French spacing; doing it twice changes nothing more."""
    for pattern, replacement in _RULES:
        text = pattern.sub(partial(_replaced, replacement), text)
    return text


def _replaced(replacement: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    if groups["address"] is not None:
        return found[0]
    return (groups.get("group") or groups.get("next") or "") + replacement
