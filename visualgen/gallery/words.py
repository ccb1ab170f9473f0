"""The words a template is tried with: made from its samples, shorter, about 2.2 times as long, with emoji, or in Arabic."""

from __future__ import annotations

import re
import zlib
from itertools import cycle

LONG = 2.2
"""How much longer the long words are: what French needs more than English, and a person more than a designer."""

_PHRASES = (
    "pour toute l’équipe et chacun de nos clients fidèles",
    "avec un accompagnement personnalisé du premier jour jusqu’au dernier",
    "dans toutes nos boutiques du vieux port et du centre-ville",
    "sans rendez-vous ni engagement supplémentaire de votre part",
    "parce que les bonnes choses demandent du temps et de la patience",
    "en partenariat avec les producteurs et les artisans de la région",
    "de neuf heures du matin jusqu’à dix-neuf heures trente le samedi",
    "grâce à un savoir-faire transmis de génération en génération",
)
_DATES = ("et dimanche 27 septembre 2026", "de 9 h 30 à 19 h 30 sans interruption", "dans tous nos établissements")
_NAMES = ("Marie-Antoinette", "de La Rochefoucauld-Montmorency", "et toute l’équipe du samedi")
_EMOJI = ("🎉", "👩🏽‍🍳", "🇫🇷", "🥐", "❤️", "👨‍👩‍👧‍👦", "3️⃣", "✨", "👋🏿", "🏳️‍🌈")
_ARABIC = [
    "افتتاح",
    "متجرنا",
    "الجديد",
    "يوم",
    "السبت",
    "القادم",
    "مع",
    "عروض",
    "خاصة",
    "لكل",
    "الزبائن",
    "الكرام",
    "من",
    "الساعة",
    "9",
    "صباحا",
    "حتى",
    "المساء",
    "خبز",
    "طازج",
    "كل",
    "صباح",
    "(بالخميرة",
    "الطبيعية)",
    "وهدايا",
    "لأول",
    "50",
    "زائرا",
    "نحن",
    "في",
    "انتظاركم",
    "جميعا",
]
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

_MONEY = re.compile(r"[\d  ]+([,.]\d+)?\s*(€|\$|£|euros?)$", re.I)
_PERCENT = re.compile(r"[-–−+]?\s*\d+\s*%$")
_NUMBER = re.compile(r"[\d\s.,:/+hH-]+$")
_ADDRESS = re.compile(r"(@\w|www\.|\w\.(fr|com|org|eu)\b)")
_DATE = re.compile(
    r"\d.*\b(janv|févr|mars|avril|mai|juin|juil|août|sept|oct|nov|déc)|\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|\d\s*h\b",
    re.I,
)
_CODE = re.compile(r"[A-Z]{2,}[A-Z0-9-]*\d[A-Z0-9-]*$")
_DAYS = frozenset("lundi mardi mercredi jeudi vendredi samedi dimanche".split())
_MONTHS = frozenset("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split())
_KEPT_CHARS = 3
"""A letter or a short mark (B, J−2) is a choice, not words: it is kept."""

_WHO = re.compile(r"\b(prénom|qui parle|auteur|autrice|signature)\b", re.I)
_TAIL_WORDS = frozenset(
    [
        "le",
        "la",
        "les",
        "l’",
        "un",
        "une",
        "des",
        "de",
        "du",
        "d’",
        "à",
        "au",
        "aux",
        "et",
        "ou",
        "en",
        "par",
        "pour",
        "sur",
        "avec",
        "sans",
        "dans",
        "ce",
        "cette",
        "ces",
        "ne",
        "se",
    ]
)


def flat(sample: str) -> str:
    """Return the sample on one line.

    >>> flat("Portes\\nouvertes")
    'Portes ouvertes'
    """
    return " ".join(sample.split())


def short(sample: str, help_text: str = "") -> str:
    """Return about a third of the sample, in whole words; figures become small ones.

    >>> short("Six douceurs choisies, une carte écrite à la main"), short("24 €"), short("Samedi")
    ('Six douceurs choisies', '5 €', 'Samedi')
    """
    text = flat(sample)
    if _MONEY.match(text):
        return "5 €"
    if _PERCENT.match(text):
        return re.sub(r"\d+", "5", text)
    if _is_fixed(text) or text.isdigit() or _ADDRESS.search(text):
        return text
    words = text.replace("*", "").split(" ")
    kept: list[str] = []
    while words and len(" ".join(kept)) < len(text) / 3:
        kept.append(words.pop(0))
    while len(kept) > 1 and kept[-1].lower() in _TAIL_WORDS:
        kept.pop()
    return " ".join(kept).rstrip(" ,;:«–—-")


def long(sample: str, help_text: str = "", seed: str = "") -> str:
    """Return words about 2.2 times as long as the sample: it goes on, as people do; figures become large ones.

    >>> long("24 €"), long("3"), long("-30 %")
    ('1 249,90 €', '128', '-100 %')
    """
    text = flat(sample)
    if _MONEY.match(text):
        return "1 249,90 €"
    if _PERCENT.match(text):
        return re.sub(r"\d+", "100", text)
    if text.isdigit():
        return "31" if seed in ("day", "jour") else "128" if len(text) < 3 else text + "0"
    if _is_fixed(text):
        return text
    if _CODE.match(text):
        return text + "BIENVENUE"
    if text.lower() in _DAYS:
        return text
    if text.lower() in _MONTHS:
        return "septembre"
    if _ADDRESS.search(text):
        return "www.boulangerie-du-vieux-port-de-saint-malo.fr" if "." in text else text + "_officiel_france"
    if _DATE.search(text):
        return _continued(text, _DATES)
    if _WHO.search(help_text):
        return _continued(text, _NAMES)
    start = zlib.crc32(seed.encode()) % len(_PHRASES)
    return _continued(text, _PHRASES[start:] + _PHRASES[:start])


def with_emoji(sample: str, help_text: str = "") -> str:
    """Return the sample with emoji among its words: joined, flagged, toned, keycaps.

    >>> with_emoji("Portes ouvertes samedi")
    '🎉 Portes ouvertes 👩🏽‍🍳 samedi'
    """
    text = flat(sample)
    if _MONEY.match(text) or _PERCENT.match(text) or _is_fixed(text) or _CODE.match(text) or _ADDRESS.search(text):
        return text
    signs = cycle(_EMOJI)
    parts = [next(signs)]
    for index, word in enumerate(text.split(" ")):
        if index and index % 2 == 0 and "*" not in text:
            parts.append(next(signs))
        parts.append(word)
    return " ".join(parts)


def arabic(sample: str, help_text: str = "", seed: str = "") -> str:
    """Return Arabic words about as long as the sample; figures in Arabic digits.

    >>> arabic("24 €")
    '٢٤ €'
    """
    text = flat(sample)
    if _ADDRESS.search(text) or _CODE.match(text):
        return text
    if _MONEY.match(text) or _PERCENT.match(text) or _is_fixed(text):
        return text.translate(_ARABIC_DIGITS)
    start = zlib.crc32(seed.encode()) % 4 * 5
    words = _ARABIC[start:] + _ARABIC[:start]
    kept = [words[0]]
    for word in cycle(words[1:]):
        if len(" ".join(kept)) >= len(text) * 0.9:
            return " ".join(kept)
        kept.append(word)
    raise AssertionError("the cycle does not end")  # pragma: no cover


def _is_fixed(text: str) -> bool:
    """Say whether the text is figures, or a mark too short to be words."""
    return len(text) <= _KEPT_CHARS or _NUMBER.match(text) is not None


def _continued(text: str, phrases: tuple[str, ...]) -> str:
    """Return `text` going on with `phrases`, cut at a word once it is `LONG` times as long, its last sign kept."""
    end = text[-1] if text[-1:] in ".!?…" else ""
    body = text.rstrip(".!?… ") if end else text
    closing = body[-1] if body[-1:] in "»”" else ""
    body = body.rstrip("»” \u00a0\u202f") if closing else body
    wanted = max(len(text) * LONG, len(text) + 4)
    kept = [body]
    for word in cycle(" ".join(phrases).split(" ")):
        if len(" ".join(kept)) >= wanted:
            break
        kept.append(word)
    while len(kept) > 2 and kept[-1].lower() in _TAIL_WORDS:
        kept.pop()
    return " ".join(kept) + (f"\u00a0{closing}" if closing == "»" else closing) + end
