"""A text made ready for the rules, once: its prose, words, sentences and emoji; places in characters and in graphemes."""

from __future__ import annotations

import bisect
import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import regex

from visualgen.brand.model import BrandKit
from visualgen.formats.counting import CLUSTER

Kind = Literal["caption", "alt", "slot"]

MASK = "\ufffc"
"""Stands for a character that is no prose; neither a letter nor a space."""

_ADDRESS = regex.compile(
    r"https?://\S+|www\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w.@-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:fr|com|org|net|eu|io|be|ch|ca|info|bzh|paris|alsace|corsica|app|shop|re|example)\b(?:/\S*)?",
    regex.IGNORECASE,
)
_TRAILING = ".,;:!?)»]”\"'…"
_TAG = regex.compile(r"(?<![\w&/])[#＃](?=[\w]*[^\W\d_])\w+")
_MENTION = regex.compile(r"(?<![\w@])@[\w.]*\w")
_SHORTCODE = regex.compile(r"(?<!\w):[a-z][a-z0-9_+-]{1,40}:(?!\w)")
_QUOTES = regex.compile(r"«[^«»]{0,2000}»|“[^“”]{0,2000}”|(?<!\w)\"[^\"\n]{1,1000}\"(?!\w)")
_WORD = regex.compile(r"[^\W\d_]++(?:\p{M}|[^\W\d_])*+(?:[’'‑·.-](?=[^\W\d_])[^\W\d_](?:\p{M}|[^\W\d_])*+)*+")
_STOP = regex.compile(r"[.!?…]++(?=[\s»”\")\p{Extended_Pictographic}]|$)[»”\")]*+|\n")
_ABBREVIATION = regex.compile(
    r"\b(?:MM?|Mmes?|Mlle|Mr|Mrs|Ms|Drs?|Me|Pr|St|Ste|av|bd|etc|tél|env|max|min|réf|vs|ex|[A-Z])\.$", regex.IGNORECASE
)
_EMOJI = regex.compile(
    r"(?:\p{RI}\p{RI}|(?:\p{Emoji_Presentation}\uFE0F?|\p{Extended_Pictographic}\uFE0F|[0-9#*]\uFE0F?\u20E3)\p{EMod}?"
    r"(?:\u200D\p{Extended_Pictographic}\uFE0F?\p{EMod}?)*+)[\U000E0020-\U000E007F]*+"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: `start` (inside) to `end` (outside) in characters, and what stands there."""

    start: int
    end: int
    text: str

    @property
    def folded(self) -> str:
        """The piece in lower case, its apostrophes typographic."""
        return self.text.casefold().replace("'", "’").replace("‑", "-")


@dataclass(frozen=True)
class Passage:
    """A text with what is known of it.

    `kind`: a caption, an alt text or words in the visual (`slot`); `language`: "fr" or "en"; `channel`, `pillar`, `date`: the post's,
    "" or None where unknown; `tags`: hashtags that the calendar keeps beside the caption.
    """

    text: str
    kit: BrandKit
    kind: Kind = "caption"
    language: str = "fr"
    channel: str = ""
    pillar: str = ""
    date: dt.date | None = None
    tags: tuple[str, ...] = ()

    @property
    def charter(self) -> Any:
        """The kit's charter, every key present."""
        return self.kit.charter

    @property
    def french(self) -> bool:
        """Whether the text is French."""
        return self.language == "fr"

    @cached_property
    def addresses(self) -> tuple[Piece, ...]:
        """URLs, bare domains and e-mail addresses, without the punctuation after them."""
        found = []
        for match in _ADDRESS.finditer(self.text):
            text = match[0].rstrip(_TRAILING)
            found.append(Piece(match.start(), match.start() + len(text), text))
        return tuple(found)

    @cached_property
    def hashtags(self) -> tuple[Piece, ...]:
        """Hashtags in the text."""
        return self._outside(_TAG)

    @cached_property
    def mentions(self) -> tuple[Piece, ...]:
        """Accounts that are mentioned."""
        return self._outside(_MENTION)

    @cached_property
    def emoji(self) -> tuple[Piece, ...]:
        """Emoji, one piece each: a flag, a family or a skin tone is one."""
        return tuple(Piece(match.start(), match.end(), match[0]) for match in _EMOJI.finditer(self.text))

    @cached_property
    def prose(self) -> str:
        """The text, as long as it is, with addresses, hashtags, mentions and :shortcodes: masked."""
        places = [*self.addresses, *self.hashtags, *self.mentions]
        places += [Piece(match.start(), match.end(), "") for match in _SHORTCODE.finditer(self.text)]
        return masked(self.text, places)

    @cached_property
    def own(self) -> str:
        """The prose with quotations masked: what the brand itself says."""
        return masked(self.prose, [Piece(match.start(), match.end(), "") for match in _QUOTES.finditer(self.prose)])

    @cached_property
    def words(self) -> tuple[Piece, ...]:
        """Words of the prose: with their elisions (l’été), hyphens and middle dots."""
        return tuple(Piece(match.start(), match.end(), match[0]) for match in _WORD.finditer(self.prose))

    @cached_property
    def sentences(self) -> tuple[Piece, ...]:
        """Sentences of the prose that hold a word; a line break ends one."""
        found, begin = [], 0
        ends = [match.end() for match in _STOP.finditer(self.prose) if not _ABBREVIATION.search(self.prose, match.start() - 6, match.end())]
        for end in (*ends, len(self.prose)):
            body = self.prose[begin:end]
            start = begin + len(body) - len(body.lstrip())
            if any(mark.isalpha() for mark in body):
                found.append(Piece(start, start + len(body.strip()), body.strip()))
            begin = end
        return tuple(found)

    @cached_property
    def sentence_starts(self) -> frozenset[int]:
        """Where the first word of a sentence, of a line or of a quotation begins."""
        starts = set()
        begins = sorted({piece.start for piece in self.sentences} | {match.end() for match in _OPENERS.finditer(self.prose)})
        word_starts = [word.start for word in self.words]
        for begin in begins:
            index = bisect.bisect_left(word_starts, begin)
            if index < len(word_starts):
                starts.add(word_starts[index])
        return frozenset(starts)

    @cached_property
    def bounds(self) -> tuple[int, ...] | None:
        """Where each grapheme begins, and the end of the text, in characters; None where both counts agree."""
        if self.text.isascii() and "\r" not in self.text:
            return None
        return (*(match.start() for match in CLUSTER.finditer(self.text)), len(self.text))

    def graphemes(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Return the span in graphemes, and in characters once it is widened to whole graphemes."""
        if self.bounds is None:
            return start, end, start, end
        first = bisect.bisect_right(self.bounds, start) - 1
        last = max(bisect.bisect_left(self.bounds, end), first)
        return first, last, self.bounds[first], self.bounds[last]

    def _outside(self, pattern: regex.Pattern[str]) -> tuple[Piece, ...]:
        """Return what `pattern` finds outside addresses."""
        text = masked(self.text, self.addresses)
        return tuple(Piece(match.start(), match.end(), match[0]) for match in pattern.finditer(text))


_OPENERS = regex.compile(r"[«“\"(]|[:•·–—-](?=\s)|\p{Extended_Pictographic}\uFE0F?")


def masked(text: str, pieces: Any) -> str:
    """Return `text`, as long as it is, with every piece masked; line breaks stay."""
    parts, done = [], 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.end <= done:
            continue
        start = max(piece.start, done)
        parts += [text[done:start], "".join("\n" if mark == "\n" else MASK for mark in text[start : piece.end])]
        done = piece.end
    return "".join((*parts, text[done:]))


def bare(text: str) -> str:
    """Return `text` in lower case without accents; œ becomes oe."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))
