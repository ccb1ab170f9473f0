"""`index.html` of the wall: every picture with its findings, in both languages, filtered by a small script that is inside."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from visualgen.brand.model import BrandKit

if TYPE_CHECKING:
    from visualgen.gallery.wall import Tile, Wall

LARGEST_PROPORTION = 200
SEVERITIES = ("notes", "warns", "blocks")
_FOLDER = Path(__file__).parent / "page"


def wall_page(wall: Wall, language: str) -> str:
    """Return the page; its pictures are named relative to it, and it asks the network for nothing."""
    tiles = wall.ordered
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    wanted = [tile.wanted for tile in tiles]
    filters = [
        ("template", "Modèle", "Template", _choices((item.template.name, item.template.title, item.template.title) for item in wanted)),
        ("kit", "Charte", "Kit", _choices((item.kit.name, kit_title(item.kit), kit_title(item.kit)) for item in wanted)),
        ("ratio", "Format", "Ratio", _choices((item.ratio, shown_ratio(item.ratio), shown_ratio(item.ratio)) for item in wanted)),
        ("case", "Cas", "Case", _choices((item.case.name, item.case.fr, item.case.en) for item in wanted)),
        ("code", "Remarque", "Finding", [(code, f"{code} {number}", f"{code} {number}") for code, number in wall.findings.most_common()]),
    ]  # fmt: skip
    return environment.get_template("wall.html.j2").render(
        language=language,
        style=(_FOLDER / "wall.css").read_text(encoding="utf-8"),
        script=(_FOLDER / "wall.js").read_text(encoding="utf-8"),
        filters=filters,
        sections=_sections(tiles),
        unread=[(name, str(error)) for name, error in wall.unread],
        picture_count=len(tiles),
        failed_count=len(wall.failed),
        finding_count=sum(wall.findings.values()),
        seconds=wall.seconds,
    )


def kit_title(kit: BrandKit) -> str:
    """Return what a person calls the kit."""
    return f"{kit.title or kit.name}{f' · {kit.variant}' if kit.variant else ''}"


def shown_ratio(ratio: str) -> str:
    """Return a ratio as a person reads it.

    >>> shown_ratio("4x5"), shown_ratio("728x90"), shown_ratio("instagram.story")
    ('4:5', '728 × 90', 'instagram.story')
    """
    width, _, height = ratio.partition("x")
    if not (width.isdigit() and height.isdigit()):
        return ratio
    return f"{width}:{height}" if max(int(width), int(height)) <= LARGEST_PROPORTION else f"{width} × {height}"


def _choices(triples: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return list(dict.fromkeys(triples))


def _sections(tiles: tuple[Tile, ...]) -> list[dict[str, Any]]:
    """Return the templates, each with a row of tiles for every kit and ratio."""
    sections: list[dict[str, Any]] = []
    for _, group in groupby(tiles, key=lambda tile: tile.wanted.template.name):
        of_template = list(group)
        template = of_template[0].wanted.template
        rows = [
            {"kit": kit, "ratio": shown_ratio(ratio), "tiles": [_shown(tile) for tile in row]}
            for (kit, ratio), row in groupby(of_template, key=lambda tile: (kit_title(tile.wanted.kit), tile.wanted.ratio))
        ]
        sections.append({"name": template.name, "title": template.title, "purpose": template.purpose, "rows": rows})
    return sections


def _shown(tile: Tile) -> dict[str, Any]:
    wanted = tile.wanted
    worst = max((finding.severity for finding in tile.findings), key=SEVERITIES.index, default="")
    return {
        "template": wanted.template.name,
        "kit": wanted.kit.name,
        "kit_title": kit_title(wanted.kit),
        "ratio": wanted.ratio,
        "case": wanted.case,
        "page": f"{wanted.page}/{wanted.pages}" if wanted.pages > 1 else "",
        "file": quote(wanted.file),
        "small": quote(wanted.file.removesuffix(".jpg") + ".small.jpg"),
        "width": tile.size_px[0],
        "height": tile.size_px[1],
        "worst": "blocks" if tile.error else worst,
        "codes": " ".join(dict.fromkeys(finding.code for finding in tile.findings)),
        "findings": tile.findings,
        "error": str(tile.error) if tile.error else "",
    }
