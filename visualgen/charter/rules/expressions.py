"""Key expressions: the signature, openings and closings, where they are required, and word for word where they are used."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, Piece

_NEAR = 0.84
_LOOKED_AT = 4
_NAMES = {
    "signature": ("la signature", "the signature"),
    "opening": ("une ouverture", "an opening"),
    "closing": ("une formule de fin", "a closing"),
}


def expressions(passage: Passage) -> Iterator[Found]:
    """Yield key expressions that are required and missing, and those that are quoted almost right."""
    own = passage.charter["expressions"]
    sets = {"signature": tuple(filter(None, [own["signature"]])), "opening": own["opening"], "closing": own["closing"]}
    text = _plain(passage.text)
    sentences = passage.sentences[:_LOOKED_AT] + passage.sentences[_LOOKED_AT:][-_LOOKED_AT:]
    crooked: set[str] = set()
    for name, phrases in sets.items():
        if any(_plain(phrase) in text for phrase in phrases):
            continue
        for phrase in phrases:
            if near := _near(phrase, sentences):
                crooked.add(name)
                yield Found(
                    "expression_misquoted", "warns", near.start, near.end,
                    (f"C’est presque {_NAMES[name][0]} de la charte.", f"Écrivez-la telle quelle : « {phrase} »"),
                    (f"This is almost {_NAMES[name][1]} of the charter.", f"Write it as it is: “{phrase}”"),
                    phrase, False,
                )  # fmt: skip
                break
    for name in own["require"]:
        if name in crooked or any(_plain(phrase) in text for phrase in sets[name]):
            continue
        place = 0 if name == "opening" else len(passage.text)
        choice = " / ".join(sets[name][:3])
        yield Found(
            "expression_missing", "warns", place, place,
            (f"Il manque {_NAMES[name][0]} de la charte.", f"Ajoutez : « {choice} »"),
            (f"{_NAMES[name][1].capitalize()} of the charter is missing.", f"Add: “{choice}”"),
            f"\n\n{own['signature']}" if name == "signature" and passage.text else None, False,
        )  # fmt: skip


def _near(phrase: str, sentences: tuple[Piece, ...]) -> Piece | None:
    """Return the sentence that is almost `phrase`."""
    wanted = _plain(phrase)
    if len(wanted) < 10:
        return None
    for sentence in sentences:
        if abs(len(sentence.text) - len(phrase)) > len(phrase) * 0.3:
            continue
        matcher = difflib.SequenceMatcher(None, wanted, _plain(sentence.text), autojunk=False)
        if matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR:
            return sentence
    return None


def _plain(text: str) -> str:
    """Return `text` in lower case with one kind of space, apostrophe and ellipsis, without its last stop."""
    text = text.casefold().replace("'", "’").replace("\u00a0", " ").replace("\u202f", " ").replace("...", "…")
    return " ".join(text.replace(" ?", "?").replace(" !", "!").replace(" :", ":").split()).rstrip(". ")
