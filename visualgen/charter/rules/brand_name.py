"""The brand's name and the names in its dictionary, written as the brand writes them."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, bare


def brand_name(passage: Passage) -> Iterator[Found]:
    """Yield names with other capitals or accents than the brand's; all in lower case (common words) or all in capitals is left alone."""
    names = tuple(name for name in (passage.kit.title, *passage.charter["spelling"]["dictionary"]) if name != name.lower())
    plain = _bare(passage.prose)
    if plain is None:
        return
    for name in names:
        for match in _pattern(bare(name)).finditer(plain):
            written = passage.prose[match.start() : match.end()]
            same = written.replace("'", "’") == name.replace("'", "’")
            opening = match.start() in passage.sentence_starts and written[:1].lower() + written[1:] == written.lower()
            if same or opening or written in (written.lower(), written.upper(), name.upper()):
                continue
            yield Found(
                "brand_name", "warns", match.start(), match.end(),
                (f"« {written} » : le nom s’écrit autrement.", f"Écrivez « {name} »."),
                (f"“{written}”: the name is written another way.", f"Write “{name}”."),
                name, True,
            )  # fmt: skip


def _bare(text: str) -> str | None:
    """Return the text letter by letter without accents, as long as it is."""
    return "".join(letter if len(letter) == 1 else " " for letter in map(_letter, text))


@functools.lru_cache(4096)
def _letter(mark: str) -> str:
    plain = bare(mark)
    return plain if len(plain) == 1 else mark.lower()[:1] or " "


@functools.lru_cache(512)
def _pattern(name: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\w@#·]){regex.escape(name)}(?![\w·])")
