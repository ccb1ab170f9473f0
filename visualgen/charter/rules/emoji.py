"""Emoji: how many, which, where, and not in rows that a screen reader reads out one by one."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, Piece
from visualgen.findings import RuleSource

_ACCESS = RuleSource("W3C, Accessible Social Media / WCAG 2.2, 1.1.1", "https://www.w3.org/TR/WCAG22/#non-text-content")
_ROW = 4
_SAME = 3
_NEAR = 80


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
    rows = _rows(passage)
    if own["position"] == "end":
        for row in rows:
            if _inside(passage.text, row[0].start, row[-1].end):
                sign = row[0]
                yield _found(
                    "emoji_position", sign, f"{sign.text} est au milieu d’une phrase.", "Mettez-le après la phrase.",
                    f"{sign.text} stands inside a sentence.", "Set it after the sentence.",
                )  # fmt: skip
    for row in rows:
        if len(row) >= _ROW or (len(row) >= _SAME and len({piece.text for piece in row}) == 1):
            yield Found(
                "emoji_row", "notes", row[0].start, row[-1].end,
                (f"{len(row)} emoji d’affilée : un lecteur d’écran les dit un par un.", "Gardez-en un ou deux."),
                (f"{len(row)} emoji in a row: a screen reader says each of them.", "Keep one or two."),
                source=_ACCESS, numbers={"count": len(row)},
            )  # fmt: skip


def _rows(passage: Passage) -> list[list[Piece]]:
    """Return the emoji, those that only spaces part together."""
    rows: list[list[Piece]] = []
    for sign in passage.emoji:
        if rows and not passage.text[rows[-1][-1].end : sign.start].strip(" \u00a0\u202f"):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return rows


def _inside(text: str, start: int, end: int) -> bool:
    """Return whether words of the same sentence stand before and after a place; only the nearest `_NEAR` characters are looked at."""
    before = next(
        (mark for mark in reversed(text[max(start - _NEAR, 0) : start]) if mark == "\n" or mark.isalnum() or mark in ".!?…:,;"), "\n"
    )
    after = next((mark for mark in text[end : end + _NEAR] if mark in "\n#" or mark.isalpha()), "\n")
    if before in "\n.!?…:" or after in "\n#":
        return False
    return not after.isupper() or before in ",;"


def _found(code: str, sign: Piece, fr: str, mend_fr: str, en: str, mend_en: str, count: int = 1) -> Found:
    return Found(code, "warns", sign.start, sign.end, (fr, mend_fr), (en, mend_en), numbers={"count": count})


def _plain(sign: str) -> str:
    """Return an emoji without its variation selector and skin tone."""
    return "".join(mark for mark in sign if mark != "\ufe0f" and not 0x1F3FB <= ord(mark) <= 0x1F3FF)
