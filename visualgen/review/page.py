"""`preflight.html` and `preflight.json`: the month in the order in which it is to be mended; one page, no script, light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from visualgen.batch.files import write_whole
from visualgen.batch.texts import day_text
from visualgen.charter.report import visible
from visualgen.findings import SEVERITIES, Finding, Span
from visualgen.formats.counting import graphemes
from visualgen.review.model import Review, Reviewed, Seen

PAGE = "preflight.html"
DATA = "preflight.json"
AROUND = 60
"""Graphemes of the text shown on either side of a span."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Contrôle avant publication", "blocks": "Bloquant", "warns": "À regarder", "notes": "À savoir", "all": "Tout",
        "show": "Montrer", "sound": "Sans remarque", "posts": "posts", "mend": "Comment corriger", "rule": "Règle", "read": "lue le",
        "fix": "Correction prête", "picture": "Image", "annotated": "Voir l’image annotée", "before": "Avant", "after": "Après",
        "done": "Corrigé", "nothing": "Rien à signaler : le mois est prêt.", "line": "ligne", "template": "Modèle", "brand": "Marque",
        "order": "Ce qui bloque d’abord, puis ce qui part le plus tôt.", "delete": "effacer", "clip": "Clip", "safe": "sans risque",
        "mended": "Textes corrigés sans toucher aux mots", "page": "p.",
        "n_blocks": "bloquant", "n_many": "bloquants", "n_warns": "à regarder", "n_notes": "à savoir",
        "made_by": "Contrôlé par visualgen à partir de",
    },
    "en": {
        "title": "Preflight", "blocks": "Blocks", "warns": "Look", "notes": "Note", "all": "All", "show": "Show",
        "sound": "Nothing found", "posts": "posts", "mend": "How to mend it", "rule": "Rule", "read": "read on",
        "fix": "Fix at hand", "picture": "Picture", "annotated": "Open the annotated picture", "before": "Before", "after": "After",
        "done": "Mended", "nothing": "Nothing to report: the month is ready.", "line": "line", "template": "Template", "brand": "Brand",
        "order": "What blocks first, then what leaves soonest.", "delete": "delete", "clip": "Clip", "safe": "safe",
        "mended": "Texts mended without touching the words", "page": "p.",
        "n_blocks": "blocking", "n_many": "blocking", "n_warns": "to look at", "n_notes": "to know", "made_by": "Checked by visualgen from",
    },
}  # fmt: skip


_SPACES: Mapping[str, Mapping[str, str]] = {
    "\u202f": {"fr": "espace fine insécable", "en": "narrow no-break space"},
    "\u00a0": {"fr": "espace insécable", "en": "no-break space"},
    " ": {"fr": "espace", "en": "space"},
}
"""What a fix that nobody sees is called."""


def write_report(review: Review, folder: Path, language: str) -> None:
    """Write the page and the data beside the pictures. Raises `OutputError` where the folder cannot be written."""
    write_whole(folder / PAGE, report_page(review, language).encode())
    write_whole(folder / DATA, (json.dumps(review.to_dict(language), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def report_page(review: Review, language: str) -> str:
    """Return the page; its pictures are named relative to it, and it asks the network for nothing."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = WORDS["fr" if language == "fr" else "en"]
    posts = review.by_urgency
    html = environment.get_template("page.html.j2").render(
        language=language,
        words=words,
        subject=review.subject,
        brand=review.kit_title,
        counts=[(severity, review.counts[severity]) for severity in SEVERITIES],
        cards=[_card(post, language, words) for post in posts if post.findings or post.steps or post.mended],
        sound=[_sound(post) for post in posts if not (post.findings or post.steps or post.mended)],
        post_count=len(posts),
    )
    return html.encode("utf-8", "replace").decode()


def _card(post: Reviewed, language: str, words: Mapping[str, str]) -> dict[str, Any]:
    found = sorted(_items(post, language, words), key=lambda item: SEVERITIES.index(item["severity"]))
    return {
        "id": f"{words['line'].capitalize()} {post.line}" if post.id == str(post.line) else post.id,
        "title": post.title,
        "when": day_text(post.date, language) if post.date else "",
        "line": post.line,
        "channels": post.channels,
        "worst": post.worst or "done",
        "severities": " ".join({item["severity"] for item in found}),
        "items": found,
        "pictures": [_picture(picture, words) for picture in _worth_showing(post)],
        "steps": [
            {"text": step.fr if language == "fr" else step.en, "ratio": picture.ratio}
            for picture in post.pictures
            for step in picture.steps
        ],
        "mended": [
            {"field": name, "before": visible(post.texts.get(name, "")), "after": visible(text)} for name, text in post.mended.items()
        ],
    }


def _items(post: Reviewed, language: str, words: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield each finding once, with the places it stands in."""
    known: dict[tuple[object, ...], dict[str, Any]] = {}
    for finding in post.said:
        known[len(known), finding.code] = _item(finding, language, words, post.texts)
    for picture in post.pictures:
        for finding in picture.findings:
            label = picture.ratio.replace("x", ":") if picture.ratio[:1].isdigit() else picture.ratio
            place = f"{label} {words['page']} {picture.page}" if picture.page > 1 else label
            item = known.setdefault((finding.code, finding.slot, finding.fr), _item(finding, language, words, post.texts))
            item["where"] = [*item["where"], place]
    for item in known.values():
        item["where"] = list(dict.fromkeys(item["where"]))
        yield item


def _item(finding: Finding, language: str, words: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Any]:
    facts = finding.to_dict(language)
    fix = finding.fix
    said = "" if fix is None or fix.action != "replace" else _SPACES.get(fix.text or "", {}).get(language) or fix.text or words["delete"]
    channels = (finding.channel or "").split(", ") if finding.channel else []
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": facts["message"],
        "mend": facts["mend"],
        "where": [*channels, *([finding.slot] if finding.slot else []), *([cell] if (cell := _cell(finding, language)) else [])],
        "context": _context(finding.span, finding.channel, texts),
        "fix": said,
        "safe": fix is not None and fix.safe,
        "source": finding.source,
    }


def _cell(finding: Finding, language: str) -> str:
    """Return the calendar's cell that a finding is about, `date : « 32/12/2026 »`; "" where it is about none."""
    column, value = finding.numbers.get("column"), finding.numbers.get("value")
    if not column or not value:
        return column or ""
    return f"{column} : « {value} »" if language == "fr" else f"{column}: “{value}”"


def _context(span: Span | None, channel: str | None, texts: Mapping[str, str]) -> Markup | None:
    """Return the words around a span, the span marked; None where the text is not at hand."""
    if span is None:
        return None
    text = texts.get(f"{span.field}:{channel}") or texts.get(span.field.partition("[")[0])
    if text is None or span.end > len(clusters := graphemes(text)):
        return Markup("<mark>{}</mark>").format(visible(span.text)) if span.text else None
    start, end = max(0, span.start - AROUND), min(len(clusters), span.end + AROUND)
    start = next((place + 1 for place in range(start, span.start) if clusters[place].isspace()), start) if start else 0
    end = next((place for place in range(end - 1, span.end, -1) if clusters[place].isspace()), end) if end < len(clusters) else end
    cuts = ((start, span.start), (span.start, min(span.end, span.start + 200)), (span.end, end))
    before, inside, after = ("".join(clusters[first:last]) for first, last in cuts)
    parts = ("… " if start else "", before, Markup("<mark>"), inside, Markup("</mark>"), after, " …" if end < len(clusters) else "")
    return Markup("").join(part if isinstance(part, Markup) else escape(visible(part)) for part in parts)


def _worth_showing(post: Reviewed) -> list[Seen]:
    """Return the pictures with findings or mends, the worst first; without any, the first one."""
    telling = [picture for picture in post.pictures if picture.findings or picture.steps]
    ranked = sorted(telling, key=lambda seen: min((SEVERITIES.index(one.severity) for one in seen.findings), default=len(SEVERITIES)))
    return ranked[:6] or list(post.pictures[:1])


def _picture(picture: Seen, words: Mapping[str, str]) -> dict[str, Any]:
    label = picture.ratio.replace("x", ":") if picture.ratio[:1].isdigit() else picture.ratio
    return {
        "file": quote(picture.file),
        "annotated": quote(picture.annotated),
        "before": quote(picture.before),
        "label": f"{label} {words['page']} {picture.page}" if picture.page > 1 else label,
        "width": picture.size_px[0],
        "height": picture.size_px[1],
        "film": picture.file.endswith(".mp4"),
        "boxes": [_box(finding, picture.size_px) for finding in picture.findings if finding.box_px is not None],
    }


def _box(finding: Finding, size_px: tuple[int, int]) -> dict[str, Any]:
    """Return where a finding is in its picture, in percent."""
    x0, y0, x1, y1 = finding.box_px or (0.0, 0.0, 0.0, 0.0)
    width, height = size_px
    sides = {"left": x0 / width, "top": y0 / height, "width": (x1 - x0) / width, "height": (y1 - y0) / height}
    return {"severity": finding.severity, **{name: round(part * 100, 2) for name, part in sides.items()}}


def _sound(post: Reviewed) -> dict[str, Any]:
    first = next((picture for picture in post.pictures if not picture.file.endswith((".mp4", ".pdf"))), None)
    return {"id": post.id, "date": post.date, "title": post.title, "file": quote(first.file) if first else ""}
