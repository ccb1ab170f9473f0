"""From characters to glyphs: runs of one level, script and face, shaped by HarfBuzz in em units and remembered.

The face is chosen by grapheme cluster, so that an emoji sequence or a letter with its marks never falls apart. Spaces stay with
the primary face and never cause a fallback: HarfBuzz makes up the narrow ones a font lacks, as browsers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

import regex
import uharfbuzz as hb
from fontTools import unicodedata as scripts

from visualgen.text.brackets import BRACKETS, MAX_OPEN_BRACKETS
from visualgen.text.breaks import clusters
from visualgen.text.faces import Face
from visualgen.text.fonts import FontChain

Features = tuple[tuple[str, int], ...]
Glyph = tuple[int, int, float, float, float]
"""(glyph id, offset of its cluster in the run, advance, x offset, y offset): em units, y up."""

CURSIVE = frozenset(("Adlm", "Arab", "Mand", "Mong", "Nkoo", "Phag", "Rohg", "Syrc"))
"""Scripts whose letters join: tracking never parts them (CSS Text 4 §8.2.2)."""

CLOSING_BRACKETS = "）］｝｠〉》」』】〕〗〙〛〟"
"""What may give up its blank half at the end of a line, as browsers do."""

LONGEST_REMEMBERED = 256
CONTEXT = 5

_OPENING = "（［｛｟〈《「『【〔〖〘〚〝"
_CLOSING = CLOSING_BRACKETS + "、。，．"
_MIDDLE = "・：；\u3000"
_FULL_WIDTH = frozenset(_OPENING + _CLOSING + _MIDDLE)
_HALVED = regex.compile(f"(?<=[{_OPENING}{_CLOSING}{_MIDDLE}])[{_OPENING}]|[{_CLOSING}](?=[{_CLOSING}{_MIDDLE}])")
_JAPANESE = frozenset(("Bopo", "Hani", "Hira", "Kana"))
_EAST_ASIAN = frozenset(("Bopo", "Hang", "Hani", "Hira", "Kana", "Yiii"))
_SPACING_FEATURES = frozenset(("chws", "halt", "palt"))

_COMPOSED = regex.compile(r"[\p{M}\p{Emoji_Presentation}\p{Hangul_Syllable_Type=V}\p{Hangul_Syllable_Type=T}\p{Cf}\u20e3\ufe00-\ufe0f]")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|.\ufe0f|.[\U0001f3fb-\U0001f3ff]|\p{Extended_Pictographic}.*\u200d", regex.DOTALL)
_IGNORED = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]")
_SPACES = regex.compile(r"\p{Zs}+")
_EASY = regex.compile("[\\x00-\\x7f\u00a0-\u024f\u1e00-\u1eff\u2010-\u2027\u202f-\u203a\u20ac]*")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start` to `end` of a paragraph that share an embedding level, a script (ISO 15924) and a face."""

    start: int
    end: int
    level: int
    script: str
    face: Face


@dataclass(frozen=True, slots=True)
class ShapedRun:
    """Glyphs in visual order; `advances` by cluster (offset, em) in logical order; `unsafe` the offsets no cut may trust."""

    glyphs: tuple[Glyph, ...]
    advances: tuple[tuple[int, float], ...]
    unsafe: frozenset[int]


def itemise(text: str, levels: Sequence[int] | None, chains: Sequence[FontChain], owners: Sequence[int]) -> tuple[tuple[Run, ...], str]:
    """Split one paragraph into runs; return them and the characters that no font has.

    `levels` None: all 0. `owners` gives each character's index in `chains`.
    """
    if not text:
        return (), ""
    faces, missing = _choose_faces(text, chains, owners)
    codes = ["Latn"] * len(text) if _EASY.fullmatch(text) else _scripts(text)
    runs: list[Run] = []
    start = 0
    for i in range(1, len(text) + 1):
        if (
            i == len(text)
            or faces[i] is not faces[start]
            or codes[i] != codes[start]
            or (levels is not None and levels[i] != levels[start])
        ):
            runs.append(Run(start, i, levels[start] if levels is not None else 0, codes[start], faces[start]))
            start = i
    return tuple(runs), missing


def shape(text: str, start: int, end: int, run: Run, language: str, features: Features) -> ShapedRun:
    """Shape `start` to `end` of a paragraph with the face, script and direction of `run`, in the sight of what stands around."""
    around = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    make = _shape if end - start <= LONGEST_REMEMBERED else _shape.__wrapped__
    return make(text[start:end], *around, run.face, run.script, bool(run.level % 2), language, features)


def spare_at_end(character: str, run: Run, language: str) -> float:
    """Return how much of a closing bracket's advance (em) is a blank half that may pass the end of the line."""
    if character not in CLOSING_BRACKETS:
        return 0.0
    full, half = (shape(character, 0, 1, run, language, features).advances[0][1] for features in ((), (("halt", 1),)))
    return full - half


def is_space(character: str) -> bool:
    """Return whether word spacing applies: CSS's word separators that Latin text has."""
    return character in " \u00a0"


@lru_cache(maxsize=1024)
def _shape(text: str, before: str, after: str, face: Face, script: str, rtl: bool, language: str, features: Features) -> ShapedRun:
    """Shape one run; where full-width punctuation is halved, its glyphs are those of a second shaping with `halt`."""
    context = before + text + after, len(before), len(text)
    glyphs, unsafe = _glyphs(*context, face, script, rtl, language, dict(features))
    halved: set[int] = set()
    if _SPACING_FEATURES.isdisjoint(dict(features)):
        halved.update(found.start() for found in _HALVED.finditer(text))
    if halved:
        narrow, _ = _glyphs(*context, face, script, rtl, language, {**dict(features), "halt": 1})
        if len(narrow) == len(glyphs):
            glyphs = [half if full[1] in halved else full for full, half in zip(glyphs, narrow, strict=True)]
            unsafe.update(place + (text[place] in _CLOSING) for place in halved)
    widths: dict[int, float] = {}
    for _, cluster, advance, _, _ in glyphs:
        widths[cluster] = widths.get(cluster, 0.0) + advance
    return ShapedRun(tuple(glyphs), tuple(sorted(widths.items())), frozenset(unsafe))


def _glyphs(
    text: str, start: int, length: int, face: Face, script: str, rtl: bool, language: str, features: dict[str, int]
) -> tuple[list[Glyph], set[int]]:
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(character) for character in text], start, length)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script
    buffer.language = language
    hb.shape(face.font, buffer, features)
    em = face.upem
    glyphs: list[Glyph] = []
    unsafe: set[int] = set()
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        cluster = info.cluster - start
        glyphs.append((info.codepoint, cluster, position.x_advance / em, position.x_offset / em, position.y_offset / em))
        if info.flags & hb.GlyphFlags.UNSAFE_TO_BREAK:
            unsafe.add(cluster)
    return glyphs, unsafe


def _choose_faces(text: str, chains: Sequence[FontChain], owners: Sequence[int]) -> tuple[list[Face], str]:
    if len(chains) == 1 and not _COMPOSED.search(text) and chains[0].primary.coverage.issuperset(map(ord, set(text))):
        return [chains[0].primary] * len(text), ""
    pieces = clusters(text) if _COMPOSED.search(text) else list(text)
    faces: list[Face] = []
    missing: dict[str, None] = {}
    for piece in pieces:
        chain = chains[owners[len(faces)]]
        face = _face_of(piece, chain, faces[-1] if faces else None)
        if face is None:
            missing.update(dict.fromkeys(piece))
            face = chain.primary
        faces += [face] * len(piece)
    return faces, "".join(missing)


def _face_of(cluster: str, chain: FontChain, previous: Face | None) -> Face | None:
    """Return the face that draws a cluster, None where no font has it."""
    primary = chain.primary
    needed = cluster if len(cluster) == 1 else _IGNORED.sub("", cluster)
    if len(needed) == 1 and len(cluster) == 1 and ord(needed) in primary.coverage and not _EMOJI.match(cluster):
        return primary
    if _SPACES.fullmatch(cluster):
        return primary if 0x20 in primary.coverage or previous is None else previous
    if not needed or _IGNORED.fullmatch(cluster):
        return previous or primary
    if _EMOJI.match(cluster) and "\ufe0e" not in cluster and chain.emoji is not None and ord(cluster[0]) in chain.emoji.coverage:
        return chain.emoji
    wanted = {frozenset(map(ord, needed)), frozenset(map(ord, normalize("NFC", needed)))}
    for face in chain:
        if any(codes <= face.coverage for codes in wanted):
            return face
    return next((face for face in chain if ord(needed[0]) in face.coverage), None)


def _scripts(text: str) -> list[str]:
    """Return the script of each character (UAX #24 §5): what has none of its own takes the one before it, at the start the one after.

    A closing bracket takes the script of its opening one. The Han, Hiragana, Katakana and Bopomofo of Japanese and Chinese are one,
    so that they kern.
    """
    found: list[str] = []
    waiting: list[tuple[str, str]] = []
    previous = ""
    for character in text:
        own = _script(character)
        if not own and character in BRACKETS and len(waiting) < MAX_OPEN_BRACKETS:
            waiting.append((BRACKETS[character], previous))
        elif not own and any(close == character for close, _ in waiting):
            while waiting[-1][0] != character:
                waiting.pop()
            own = waiting.pop()[1]
        previous = own or previous
        found.append(previous)
    first = next((code for code in found if code), "Latn")
    return [code or first for code in found]


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """Return a character's script, empty for what has none of its own."""
    code = scripts.script(character)
    if code in ("Zyyy", "Zinh", "Zzzz"):
        shared = [name for name in scripts.script_extension(character) if name not in ("Zyyy", "Zinh", "Zzzz")]
        if category(character)[0] == "M" or not (shared or character in _FULL_WIDTH):
            return ""
        if _EAST_ASIAN.issuperset(shared) or character in _FULL_WIDTH:
            return "Hani"
        if len(shared) != 1:
            return ""
        code = shared[0]
    return "Hani" if code in _JAPANESE else str(code)
