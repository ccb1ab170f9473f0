"""The report of a comparison: pictures in a folder, an HTML page that shows what changed side by side, and the same as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from visualgen.batch.files import open_folder, write_whole
from visualgen.brand.model import BrandKit
from visualgen.kit_diff.compare import Change

PAGE, FACTS, PICTURES = "index.html", "diff.json", "pictures"
LARGEST_PX = (720, 900)

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Ce qui change", "templates": "Modèles", "rows": "Calendrier", "same": "Inchangés", "tokens": "Jetons", "of": "sur",
        "pictures": "images changent", "new": "nouvelle remarque", "gone": "remarque levée", "pixels": "des pixels", "page": "page",
        "nothing": "Rien ne change.",
    },
    "en": {
        "title": "What changes", "templates": "Templates", "rows": "Calendar", "same": "Unchanged", "tokens": "Tokens", "of": "of",
        "pictures": "pictures change", "new": "new finding", "gone": "finding gone", "pixels": "of the pixels", "page": "page",
        "nothing": "Nothing changes.",
    },
}  # fmt: skip


def changed_tokens(before: BrandKit, after: BrandKit) -> dict[str, tuple[str | None, str | None]]:
    """Return the custom properties that differ, each with its text before and after (None: not there)."""
    names = dict.fromkeys((*before.css, *after.css))
    return {name: (before.css.get(name), after.css.get(name)) for name in names if before.css.get(name) != after.css.get(name)}


def diff_facts(before: BrandKit, after: BrandKit, changes: Sequence[Change], language: str) -> dict[str, Any]:
    """Return the comparison as JSON data."""
    return {
        "before": before.name,
        "after": after.name,
        "tokens": {name: list(sides) for name, sides in changed_tokens(before, after).items()},
        "templates": sorted({change.pair.subject for change in changes if change.changed and change.pair.kind == "template"}),
        "rows": sorted({change.pair.subject for change in changes if change.changed and change.pair.kind == "row"}),
        "pictures": [_facts(change, number, language) for number, change in enumerate(changes, 1)],
    }


def _facts(change: Change, number: int, language: str) -> dict[str, Any]:
    pair = change.pair
    names = {side: f"{PICTURES}/{number:03d}-{side}.jpg" for side in ("before", "after")}
    return {
        "kind": pair.kind,
        "subject": pair.subject,
        "title": pair.title,
        "ratio": pair.ratio,
        "page": pair.page,
        "pages": pair.pages,
        "changed": change.changed,
        "share": round(change.share, 4),
        "before": names["before"] if change.changed and change.before else None,
        "after": names["after"] if change.changed and change.after else None,
        "new_findings": [found.to_dict(language) for found in change.added],
        "gone_findings": [found.to_dict(language) for found in change.gone],
        "errors": {side: str(error) for side, error in (change.errors or {}).items()},
    }


def write_diff(before: BrandKit, after: BrandKit, changes: Sequence[Change], folder: Path, language: str) -> dict[str, Any]:
    """Write page, JSON and the pictures of what changed into `folder`; return the JSON's data. Raises `OutputError`."""
    open_folder(folder)
    open_folder(folder / PICTURES)
    for old in (folder / PICTURES).glob("*-*.jpg"):
        old.unlink(missing_ok=True)
    facts = diff_facts(before, after, changes, language)
    for change, fact in zip(changes, facts["pictures"], strict=True):
        for name, data in ((fact["before"], change.before), (fact["after"], change.after)):
            if name:
                write_whole(folder / name, _small(data))
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = WORDS[language]
    page = environment.get_template("diff.html.j2").render(facts=facts, words=words, language=language, before=before, after=after)
    write_whole(folder / PAGE, page.encode())
    write_whole(folder / FACTS, json.dumps(facts, ensure_ascii=False, indent=2).encode())
    return facts


def _small(data: bytes) -> bytes:
    picture = Image.open(io.BytesIO(data), formats=("PNG",)).convert("RGB")
    picture.thumbnail(LARGEST_PX)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=86)
    return encoded.getvalue()
