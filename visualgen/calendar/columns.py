"""What a column title means: forgiving about case, accents, spaces, and French or English wording."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_SYNONYMS: dict[str, str] = {
    "id": "id, identifiant, ref, reference, no, n",
    "date": "date, jour, day, date de publication, date publication, publication date, publish date, date du post, post date",
    "time": "time, heure, horaire, hour, heure de publication, heure publication, publish time, publication time",
    "channels": "channels, channel, canal, canaux, reseau, reseaux, reseaux sociaux, reseau social, plateforme, plateformes, platform, "
    "platforms, network, networks",
    "template": "template, templates, modele, modeles, gabarit, maquette",
    "ratios": "ratios, ratio, format, formats",
    "output": "output, sortie, type de fichier, format de fichier, file type",
    "sound": "sound, son, bande son, musique, music, soundtrack",
    "clip_duration": "clip duration, duree du clip, duree clip",
    "pillar": "pillar, pilier, axe, axe editorial, thematique, rubrique, content pillar",
    "state": "state, etat, statut, status",
    "caption": "caption, captions, legende, legendes",
    "alt": "alt, alt text, texte alternatif, texte alt, alternative text, description alternative",
    "link": "link, lien, url",
    "first_comment": "first comment, premier commentaire, 1er commentaire, 1st comment",
    "media": "media, medias, fichiers, files, fichier media, media files",
    "hashtags": "hashtags, hashtag, mots dieses, mot diese",
}
_FIELDS = {name.strip(): field for field, names in _SYNONYMS.items() for name in names.split(",")}
_FOCUS = {"focus", "cadrage", "point focal", "focal point"}

_TITLES_FR = {
    "time": "heure", "channels": "réseaux", "template": "modèle", "ratios": "formats", "output": "sortie", "sound": "son",
    "clip_duration": "durée du clip", "pillar": "pilier", "state": "état", "caption": "légende", "alt": "texte alternatif", "link": "lien",
    "first_comment": "premier commentaire", "media": "médias",
}  # fmt: skip
"""How a French calendar calls a field; `date`, `id` and `hashtags` are called the same."""

FIELDS = tuple(_SYNONYMS)
"""The fields of a post that a column may hold."""

CHANNELS = (
    "instagram",
    "facebook",
    "linkedin",
    "tiktok",
    "x",
    "threads",
    "bluesky",
    "mastodon",
    "pinterest",
    "youtube",
    "google",
    "snapchat",
    "folder",
    "webhook",
    "feed",
    "email",
)
_CHANNEL_NAMES = {
    "insta": "instagram", "ig": "instagram", "fb": "facebook", "twitter": "x", "x twitter": "x", "li": "linkedin", "yt": "youtube",
    "google business": "google", "google business profile": "google", "gmb": "google", "dossier": "folder", "newsletter": "email",
    "mail": "email", "courriel": "email", "rss": "feed", "tik tok": "tiktok",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column's meaning: a field of the post, a channel's own caption, a slot, or a photo slot's focal point.

    `name` is the field, the channel or the slot; `title` what the file says.
    """

    kind: Literal["field", "caption", "slot", "focus"]
    name: str
    title: str


def field_title(field: str, language: str) -> str:
    """Return how a calendar in the language calls a field."""
    return _TITLES_FR.get(field, field) if language == "fr" else field.replace("_", " ")


def near_title(title: str, slots: Iterable[str], language: str) -> str:
    """Return the column's title, or the slot, that a mistyped title is near to; "" where there is none."""
    known = {fold(name): name for name in slots} | _FIELDS  # of a slot and a field of one name, the field is meant
    near = difflib.get_close_matches(fold(title), known, n=1, cutoff=0.75)
    return field_title(known[near[0]], language) if near else ""


def fold(text: str) -> str:
    """Return `text` in lower case without accents, every run of other characters than letters and digits as one space.

    >>> fold("  Légende_(Instagram) ")
    'legende instagram'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def slot_name(title: str) -> str:
    """Return the slot a title names: lower case, spaces and hyphens as `_`.

    >>> slot_name(" Sous-titre ")
    'sous_titre'
    """
    return re.sub(r"[\s\-_]+", "_", unicodedata.normalize("NFC", title).strip().casefold()).strip("_")


def channel_name(text: str) -> str:
    """Return the channel `text` names, in our spelling; an unknown one is returned folded. After a colon, the account's name.

    >>> channel_name("Insta"), channel_name("Facebook : Lyon Croix-Rousse")
    ('instagram', 'facebook:lyon_croix_rousse')
    """
    network, _, account = text.partition(":")
    folded, named = fold(network), fold(account).replace(" ", "_")
    name = _CHANNEL_NAMES.get(folded, folded.replace(" ", "_"))
    return f"{name}:{named}" if named else name


def column(title: str) -> Column | None:
    """Return what `title` means; None for an empty title.

    >>> column("Modèle").name, column("légende : Insta").name, column("photo:focus").kind
    ('template', 'instagram', 'focus')
    """
    title = " ".join(title.split())
    folded = fold(title)
    if not folded:
        return None
    left, colon, right = (part.strip() for part in title.partition(":"))
    if colon and fold(left) == "slot" and fold(right):
        return Column("slot", slot_name(right), title)
    if colon and fold(right) in _FOCUS and fold(left):
        return Column("focus", slot_name(left), title)
    if colon and _FIELDS.get(fold(left)) == "caption" and fold(right):
        return Column("caption", channel_name(right), title)
    if folded in _FIELDS:
        return Column("field", _FIELDS[folded], title)
    first, _, rest = folded.partition(" ")
    if _FIELDS.get(first) == "caption" and channel_name(rest) in CHANNELS:
        return Column("caption", channel_name(rest), title)
    return Column("slot", slot_name(title), title)
