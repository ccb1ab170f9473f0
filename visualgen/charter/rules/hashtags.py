"""Hashtags: the sets of the charter, its cap and the channel's, their spelling, and those that a network cuts short."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.hashtags import always_of, limit_of, pool_of
from visualgen.charter.passage import Passage, Piece, bare, masked

_CUT = regex.compile(
    r"(?<![\w&/])#[\w]+[-’'.](?=[^\W_])\w[\w’'-]*|(?<![\w&/#])#[ \u00a0](?=[^\W\d_])[^\W\d_]\w*|(?<![\w&/#])#\d+(?![\w\uFE0F\u20E3])"
)


def hashtags(passage: Passage) -> Iterator[Found]:
    """Yield hashtags that are too many, twice, missing, forbidden, of another pillar, spelt another way, or cut by a sign in them."""
    yield from _broken(passage)
    charter, tags = passage.charter, passage.hashtags
    end = len(passage.text)
    told = [Piece(end, end, tag) for tag in passage.tags]
    every = [*tags, *(tag for tag in told if tag.text.casefold() not in {own.text.casefold() for own in tags})]
    limit = limit_of(charter, passage.channel)
    if len(every) > limit:
        first = every[limit]
        yield Found(
            "hashtag_limit", "warns", first.start, first.end,
            (f"{len(every)} mots-dièse : la charte en admet {limit}.", "Gardez ceux qui disent le lieu, le métier, le sujet."),
            (f"{len(every)} hashtags: the charter allows {limit}.", "Keep those that tell the place, the trade, the subject."),
            numbers={"count": len(every), "limit": limit},
        )  # fmt: skip
    yield from _twice(passage)
    own = charter["hashtags"]
    spelt = {bare(tag): tag for tag in (*own["always"], *(tag for pool in own["pillars"].values() for tag in pool))}
    forbidden = {bare(tag) for tag in own["forbidden"]}
    for tag in every:
        plain = bare(tag.text)
        if plain in forbidden:
            yield Found(
                "hashtag_forbidden", "warns", tag.start, tag.end,
                (f"La charte écarte {tag.text}.", "Effacez-le."),
                (f"The charter keeps {tag.text} out.", "Delete it."),
            )  # fmt: skip
        elif plain in spelt and spelt[plain] != tag.text and tag.end > tag.start:
            yield Found(
                "hashtag_spelling", "notes", tag.start, tag.end,
                (f"{tag.text} s’écrit {spelt[plain]} dans la charte.", "Les majuscules aident les lecteurs d’écran à couper les mots."),
                (f"{tag.text} is written {spelt[plain]} in the charter.", "Capitals help screen readers tell the words apart."),
                spelt[plain], True,
            )  # fmt: skip
    yield from _sets(passage, every)


def _sets(passage: Passage, every: list[Piece]) -> Iterator[Found]:
    """Yield what is missing of the sets, where the post has hashtags at all or its pillar is known."""
    if not every and not passage.pillar:
        return
    have, end = {bare(tag.text) for tag in every}, len(passage.text)
    lacking = [tag for tag in always_of(passage.charter, passage.channel) if bare(tag) not in have]
    if lacking:
        yield Found(
            "hashtag_missing", "notes", end, end,
            (
                f"Il manque {', '.join(lacking)}.",
                "La charte le met partout : ajoutez-le." if len(lacking) == 1 else "La charte les met partout : ajoutez-les.",
            ),
            (
                f"{', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing.",
                f"Add {'it: the charter sets it' if len(lacking) == 1 else 'them: the charter sets them'} everywhere.",
            ),
            "".join(f" {tag}" for tag in lacking) if passage.text and not passage.tags else None, numbers={"missing": lacking},
        )  # fmt: skip
    pool = pool_of(passage.charter, passage.pillar, passage.channel)
    if pool and not any(bare(tag) in have for tag in pool):
        yield Found(
            "hashtag_pillar", "notes", end, end,
            (f"Aucun mot-dièse du pilier « {passage.pillar} ».", f"Prenez-en parmi {', '.join(pool)}."),
            (f"No hashtag of the pillar “{passage.pillar}”.", f"Take some of {', '.join(pool)}."),
            numbers={"pool": list(pool)},
        )  # fmt: skip


def _twice(passage: Passage) -> Iterator[Found]:
    seen: set[str] = set()
    for tag in passage.hashtags:
        plain = bare(tag.text)
        if plain in seen:
            start = tag.start - 1 if passage.text[tag.start - 1 : tag.start] == " " else tag.start
            last = passage.text[tag.end : tag.end + 40].partition("\n")[0].lstrip()[:1] in ("", "#")
            yield Found(
                "hashtag_twice", "notes", start, tag.end,
                (f"{tag.text} est là deux fois.", "Effacez l’un des deux."),
                (f"{tag.text} is there twice.", "Delete one of them."),
                "" if last else None, last, None,
            )  # fmt: skip
        seen.add(plain)


def _broken(passage: Passage) -> Iterator[Found]:
    for match in _CUT.finditer(masked(passage.text, passage.addresses)):
        if match[0][-1] in "-’'":
            continue
        yield Found(
            "hashtag_cut", "warns" if " " not in match[0] and not match[0][1:].isdigit() else "notes", match.start(), match.end(),
            (f"« {match[0]} » : le réseau coupe ce mot-dièse.", "Ni espace, ni trait d’union, ni apostrophe ; au moins une lettre."),
            (f"“{match[0]}”: the network cuts this hashtag.", "No space, hyphen or apostrophe, and at least one letter: #PainAuLevain."),
            source=None,
        )  # fmt: skip
