"""Alt texts: what a screen reader need not hear, file names, too long, empty of sense."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage
from visualgen.findings import RuleSource

_SOURCE = RuleSource("W3C, Images Tutorial: tips and tricks", "https://www.w3.org/WAI/tutorials/images/tips/")
_REDUNDANT = regex.compile(
    r"\s*(?:(?:une |cette |la )?(?:image|photo|photographie)|(?:an? |the )?(?:image|picture|photo)) "
    r"(?:de |d['’]|du |des |of |representing |montrant |showing )",
    regex.IGNORECASE,
)
_FILE = regex.compile(
    r"(?:^|\s)[\w-]{2,80}\.(?:jpe?g|png|webp|gif|heic|tiff?|mp4)\b|^\s*(?:IMG|DSC|DSCN|PXL|Capture)[_ -]?\d{3,}", regex.IGNORECASE
)
_LONG = 250
"""Graphemes after which listening gets long; networks allow more."""


def alt_text(passage: Passage) -> Iterator[Found]:
    """Yield what makes an alt text tiresome or useless to listen to."""
    text = passage.text
    if match := _REDUNDANT.match(text):
        rest = text[match.end() :]
        yield Found(
            "alt_redundant", "notes", match.start(), match.end(),
            ("Le lecteur d’écran dit déjà que c’est une image.", f"Commencez par ce qu’on voit : « {rest[:40].strip()}… »."),
            ("The screen reader says already that it is a picture.", f"Begin with what is seen: “{rest[:40].strip()}…”."),
            source=_SOURCE,
        )  # fmt: skip
    if match := _FILE.search(text):
        yield Found(
            "alt_file_name", "warns", match.start(), match.end(),
            ("C’est un nom de fichier, pas une description.", "Dites en une phrase ce que montre l’image."),
            ("This is a file's name, not a description.", "Say in one sentence what the picture shows."),
            source=_SOURCE,
        )  # fmt: skip
    for piece in (*passage.emoji[:1], *passage.hashtags[:1]):
        yield Found(
            "alt_noise", "notes", piece.start, piece.end,
            ("Emoji et mots-dièse sont lus à voix haute, et n’apprennent rien ici.", "Gardez-les pour la légende."),
            ("Emoji and hashtags are read aloud and tell nothing here.", "Keep them for the caption."),
            source=_SOURCE,
        )  # fmt: skip
    length = len(text) if passage.bounds is None else len(passage.bounds) - 1
    if length > _LONG:
        yield Found(
            "alt_long", "notes", 0, len(text),
            (f"Le texte alternatif a {length} caractères.", f"Dites l’essentiel en {_LONG} : il s’écoute d’une traite."),
            (f"The alt text has {length} characters.", f"Say what matters in {_LONG}: it is listened to in one go."),
            source=_SOURCE, numbers={"length": length, "limit": _LONG},
        )  # fmt: skip
