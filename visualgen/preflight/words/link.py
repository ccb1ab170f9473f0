"""A post's link that leads nowhere as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from visualgen.findings import Finding, Fix, Span, finding
from visualgen.formats.counting import graphemes, links
from visualgen.preflight.words.facts import Words

_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}(?:[/?#]\S*)?", re.IGNORECASE)


def check(words: Words) -> Iterator[Finding]:
    """Yield `link_broken` for a link no browser opens, `link_insecure` for one without https."""
    link = words.link.strip()
    if not link:
        return
    span = Span("link", 0, len(graphemes(words.link)), words.link[:80])
    if _BARE.fullmatch(link) and links(link):
        yield _broken(words, span, Fix("replace", True, f"https://{link}"), "Il lui manque https://.", "It lacks https://.")
    elif not _opens(link):
        yield _broken(words, span, None, "Ce n’est pas une adresse complète.", "It is not a whole address.")
    elif link.lower().startswith("http://"):
        yield finding(
            "link_insecure",
            "notes",
            fr=("Le lien n’est pas en https : les navigateurs préviennent le visiteur.", "Écrivez-le en https:// si le site le sert."),
            en=("The link is not https: browsers warn the visitor.", "Write it with https:// if the site serves it."),
            span=span,
            channel=words.channel,
            fix=Fix("replace", False, f"https://{link[7:]}"),
        )


def _opens(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and not re.search(r"\s", link)


def _broken(words: Words, span: Span, fix: Fix | None, fr: str, en: str) -> Finding:
    return finding(
        "link_broken",
        "blocks",
        fr=(f"Le lien ne s’ouvrira pas. {fr}", "Copiez-le depuis la barre d’adresse : https://…"),
        en=(f"The link will not open. {en}", "Copy it from the address bar: https://…"),
        span=span,
        channel=words.channel,
        fix=fix,
    )
