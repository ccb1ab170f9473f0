"""The words of a post for one channel: the shared caption or the channel's own, its gaps filled from the slots and the brand.

Captions may hold `{{ … }}` as templates do: the same closed room (`template.sandbox`), with the slots by name, `brand` (title, tagline,
contact, accounts), `date` and `time` (ISO), `channel` (the network), `account` (its name, "" for the default one), `link` and `pillar`.
A caption without braces is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from visualgen.brand.model import BrandKit
from visualgen.calendar.facts import own_caption
from visualgen.errors import PostError, TemplateError
from visualgen.template.sandbox import evaluate

_GAPS = re.compile(r"\{\{|\{%")
_MARKS = re.compile(r"(\*{1,2})(.+?)\1", re.DOTALL)
_ALT_CHARS = 400


@dataclass(frozen=True, slots=True)
class Words:
    """What a post says on one channel. Hashtags without their sign."""

    caption: str
    alt: str
    link: str
    first_comment: str
    hashtags: tuple[str, ...]


def words_for(facts: Mapping[str, Any], channel: str, kit: BrandKit) -> Words:
    """Return the post's words on `channel` ("": the shared ones). Raises `TemplateError` where a gap cannot be filled."""
    values = _values(facts, channel, kit)
    caption = own_caption(facts.get("captions", {}), channel) or facts.get("caption", "")
    return Words(
        caption=_filled(caption, values, f"caption:{channel}" if channel else "caption"),
        alt=_filled(facts.get("alt", ""), values, "alt"),
        link=facts.get("link", ""),
        first_comment=_filled(facts.get("first_comment", ""), values, "first_comment"),
        hashtags=tuple(tag.lstrip("#") for tag in facts.get("hashtags", ())),
    )


def suggested_alt(facts: Mapping[str, Any], kit: BrandKit, title: str, language: str) -> str:
    """Return an alt text to start from: what the picture is and the words on it, in the order of importance.

    It is a suggestion: a person reads it, adds what the photo shows, and says yes.
    """
    content = facts.get("content", {})
    first = [content[name] for name in ("kicker", "headline", "title", "name", "quote", "text", "price", "date", "cta") if name in content]
    listed = [value for name, value in content.items() if isinstance(value, str) and name not in ("photo",)]
    texts = list(dict.fromkeys(plain(value) for value in [*first, *listed] if isinstance(value, str) and not _is_file(value)))
    joined = " — ".join(text for text in texts if text)[:_ALT_CHARS]
    what = f"{title or ('Visuel' if language == 'fr' else 'Picture')}, {kit.title}"
    if not joined:
        return what
    return f"{what} : « {joined} »" if language == "fr" else f"{what}: “{joined}”"


def plain(text: str) -> str:
    """Return a slot's text without its marks and line breaks: what is read, not how it looks.

    >>> plain("Le carnet est *ouvert*")
    'Le carnet est ouvert'
    """
    return " ".join(_MARKS.sub(r"\2", text).split())


def _is_file(text: str) -> bool:
    return bool(re.fullmatch(r"[\w\-./ ]+\.(?:jpe?g|png|webp|avif|heic|tiff?|gif|mp4|mov|webm|svg)", text.strip(), re.IGNORECASE))


def _values(facts: Mapping[str, Any], channel: str, kit: BrandKit) -> dict[str, Any]:
    brand = {
        "name": kit.name, "title": kit.title, "tagline": kit.tagline, "about": kit.about, "contact": dict(kit.contact),
        "accounts": dict(kit.accounts), "legal": dict(kit.legal),
    }  # fmt: skip
    slots = {name: plain(value) if isinstance(value, str) else value for name, value in facts.get("content", {}).items()}
    network, _, account = channel.partition(":")
    known = {"brand": brand, "channel": network, "account": account, "link": facts.get("link", ""), "pillar": facts.get("pillar", "")}
    return {**slots, **known, "date": facts.get("date", ""), "time": facts.get("time", "")}


def _filled(text: str, values: Mapping[str, Any], field: str) -> str:
    if not _GAPS.search(text):
        return text
    try:
        found = evaluate(text, values, file=field)
    except TemplateError as error:
        raise PostError(
            error.message,
            mend=error.mend or "correct the text between the braces",
            field=field,
        ).french("les mots entre accolades ne se lisent pas", "corrigez le texte entre {{ et }}") from error
    if found is None:
        raise PostError(
            "a name between braces has no value in this post",
            mend=f"known: {', '.join(sorted(values))}",
            field=field,
        ).french("un nom entre accolades n’a pas de valeur dans ce post", f"noms connus : {', '.join(sorted(values))}")
    return found.strip()
