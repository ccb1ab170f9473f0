"""Emoji: how many, which, where, and not in rows that a screen reader reads out one by one."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, Piece
from visualgen.findings import RuleSource

_ACCESS = RuleSource("W3C, Accessible Social Media / WCAG 2.2, 1.1.1", "https://www.w3.org/TR/WCAG22/#non-text-content")
_ROW = 4
_SAME = 3


def emoji(passage: Passage) -> Iterator[Found]:
    """Yield emoji that the charter does not want: too many, not allowed, forbidden, inside a sentence; and long rows of them."""
    own, every = passage.charter["emoji"], passage.emoji
    limit = {"none": 0, "few": own["limit"]}.get(own["policy"])
    if limit is not None and len(every) > limit:
        french = "La charte n’admet pas d’emoji." if limit == 0 else f"{len(every)} emoji : la charte en admet {limit}."
        english = "The charter allows no emoji." if limit == 0 else f"{len(every)} emoji: the charter allows {limit}."
        yield _found(
            "emoji_limit",
            every[limit],
            french,
            "Effacez-les." if limit == 0 else "Gardez le plus parlant.",
            english,
            "Delete the rest.",
            len(every),
        )
    allowed = {_plain(sign) for sign in own["allowed"]} if own["policy"] == "few" else set()
    forbidden = {_plain(sign) for sign in own["forbidden"]}
    for sign in every:
        if _plain(sign.text) in forbidden:
            yield _found(
                "emoji_forbidden",
                sign,
                f"La charte écarte {sign.text}.",
                "Effacez-le.",
                f"The charter keeps {sign.text} out.",
                "Delete it.",
            )
        elif allowed and _plain(sign.text) not in allowed:
            some = " ".join(own["allowed"])
            yield _found(
                "emoji_not_allowed", sign, f"{sign.text} n’est pas un emoji de la maison.", f"Prenez-en un de {some}.",
                f"{sign.text} is not one of the brand's emoji.", f"Take one of {some}.",
            )  # fmt: skip
    if own["position"] == "end":
        for sign in every:
            if _inside(passage.text, sign):
                yield _found(
                    "emoji_position", sign, f"{sign.text} est au milieu d’une phrase.", "Mettez-le après la phrase.",
                    f"{sign.text} stands inside a sentence.", "Set it after the sentence.",
                )  # fmt: skip
    yield from _rows(passage)


def _rows(passage: Passage) -> Iterator[Found]:
    row: list[Piece] = []
    for sign in (*passage.emoji, Piece(-1, -1, "")):
        if row and sign.start >= 0 and not passage.text[row[-1].end : sign.start].strip(" \u00a0\u202f"):
            row.append(sign)
            continue
        if len(row) >= _ROW or (len(row) >= _SAME and len({piece.text for piece in row}) == 1):
            yield Found(
                "emoji_row", "notes", row[0].start, row[-1].end,
                (f"{len(row)} emoji d’affilée : un lecteur d’écran les dit un par un.", "Gardez-en un ou deux."),
                (f"{len(row)} emoji in a row: a screen reader says each of them.", "Keep one or two."),
                source=_ACCESS, numbers={"count": len(row)},
            )  # fmt: skip
        row = [sign]


def _inside(text: str, sign: Piece) -> bool:
    """Return whether words of the same sentence stand before and after an emoji."""
    line_start = max(text.rfind("\n", max(sign.start - 400, 0), sign.start), sign.start - 401) + 1
    line_end = text.find("\n", sign.end, sign.end + 400)
    before = text[max(line_start, 0) : sign.start]
    after = text[sign.end : line_end if line_end >= 0 else sign.end + 400]
    before = "".join(mark for mark in before if mark.isalnum() or mark in ".!?…:»,;()").rstrip("»)")
    following = after.lstrip(" \u00a0\u202f\ufe0f")
    words_after = any(mark.isalpha() for mark in following.split("#")[0])
    return bool(before) and before[-1] not in ".!?…:" and words_after and not (following[:1].isupper() and before[-1] not in ",;")


def _found(code: str, sign: Piece, fr: str, mend_fr: str, en: str, mend_en: str, count: int = 1) -> Found:
    return Found(code, "warns", sign.start, sign.end, (fr, mend_fr), (en, mend_en), numbers={"count": count})


def _plain(sign: str) -> str:
    """Return an emoji without its variation selector and skin tone."""
    return "".join(mark for mark in sign if mark != "\ufe0f" and not 0x1F3FB <= ord(mark) <= 0x1F3FF)
