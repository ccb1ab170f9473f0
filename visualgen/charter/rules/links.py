"""Links: words that say where one leads, and networks where an address in the caption is dead."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage
from visualgen.findings import RuleSource
from visualgen.formats import network_of

_WCAG = RuleSource("WCAG 2.2, 2.4.4 Link Purpose (In Context)", "https://www.w3.org/TR/WCAG22/#link-purpose-in-context")
_VAGUE = regex.compile(
    r"(?<!\w)(?:cliqu(?:ez|e|er)[ \u00a0](?:ici|là)|en savoir plus[ \u00a0]?:?[ \u00a0]?ici|click here|c['’]est par ici[ \u00a0]?:)(?!\w)",
    regex.IGNORECASE,
)
_DEAD = ("instagram", "tiktok")
_TRACKING = regex.compile(r"[?&](?:fbclid|gclid|igshid|mc_eid|msclkid)=[\w.%-]*+", regex.IGNORECASE)
_HELP = RuleSource("Instagram Help Centre: links in captions cannot be clicked", "https://help.instagram.com/362497417173378")


def links(passage: Passage) -> Iterator[Found]:
    """Yield “click here”, addresses in captions of Instagram and TikTok, and other people's tracking marks in addresses."""
    for match in _VAGUE.finditer(passage.prose):
        yield Found(
            "link_text", "notes", match.start(), match.end(),
            (f"« {match[0]} » ne dit pas où mène le lien.", "Nommez ce qu’on y trouve : « la carte du midi »."),
            (f"“{match[0]}” does not say where the link leads.", "Name what is there: “the lunch menu”."),
            source=_WCAG,
        )  # fmt: skip
    for piece in passage.addresses:
        if network_of(passage.channel) in _DEAD and "@" not in piece.text:
            yield Found(
                "link_dead", "notes", piece.start, piece.end,
                ("Une adresse dans la légende ne se touche pas sur ce réseau.", "Mettez-la dans la bio ou en sticker, et dites-le."),
                ("An address in the caption cannot be tapped on this network.", "Put it into the bio or a sticker, and say so."),
                source=_HELP,
            )  # fmt: skip
        for match in _TRACKING.finditer(piece.text):
            rest = piece.text[match.end() :]
            start, end = piece.start + match.start(), piece.start + match.end()
            keep = "?" if match[0][0] == "?" and rest.startswith("&") else ""
            yield Found(
                "link_tracking", "notes", start, end + len(keep),
                ("L’adresse porte la marque de pistage de quelqu’un d’autre.", "Ôtez-la : le lien mène au même endroit."),
                ("The address carries somebody else's tracking mark.", "Take it out: the link leads to the same page."),
                keep, True, None,
            )  # fmt: skip
