"""The wall in numbers: `summary.json` for programs, and a page for the docs that changes only when the gallery does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from visualgen.gallery.wall import Tile, Wall

_HEAD = """# The wall

Every template of the gallery × every kit × every drawn ratio × short, normal, long, emoji and Arabic words, no photo, an upright and a wide
photo: what visualgen finds to say about the pictures. Long words are about 2.2 times the sample's: that they are set smaller, or end in an
ellipsis, is what the template was told to do. [What the findings mean](findings.md).

This page is written by `visualgen template wall -o out/wall --summary docs/wall.md`; run it again after a template has changed, and look at
the sheets in `out/wall`.
"""


def wall_facts(wall: Wall, language: str) -> dict[str, Any]:
    """Return the wall as JSON data: counts by finding, by template and by case, and every picture with its findings."""
    tiles = wall.ordered
    return {
        "pictures": len(tiles),
        "failed": len(wall.failed),
        "seconds": round(wall.seconds, 2),
        "findings": dict(wall.findings.most_common()),
        "templates": {name: _counts(found) for name, found in _grouped(tiles, "template").items()},
        "cases": {name: _counts(found) for name, found in _grouped(tiles, "case").items()},
        "unread": [{"template": name, "error": str(error)} for name, error in wall.unread],
        "tiles": [
            {
                "file": tile.wanted.file,
                "template": tile.wanted.template.name,
                "kit": tile.wanted.kit.name,
                "ratio": tile.wanted.ratio,
                "case": tile.wanted.case.name,
                "page": tile.wanted.page,
                "size": list(tile.size_px),
                "findings": [finding.to_dict(language) for finding in tile.findings],
                "error": str(tile.error) if tile.error else None,
            }
            for tile in tiles
        ],
    }


def wall_document(wall: Wall) -> str:
    """Return the wall's summary as a Markdown page: the same for the same gallery."""
    tiles = wall.ordered
    codes = [code for code, _ in sorted(wall.findings.items(), key=lambda pair: (-pair[1], pair[0]))]
    severities = {finding.code: finding.severity for tile in tiles for finding in tile.findings}
    kits = ", ".join(dict.fromkeys(tile.wanted.kit.name for tile in tiles))
    lines = [_HEAD, f"{len(tiles)} pictures under the kits {kits}; {len(wall.failed)} could not be rendered.", ""]
    lines += ["## By finding", "", "| finding | severity | pictures | templates |", "| --- | --- | ---: | --- |"]
    for code in codes:
        found = [tile for tile in tiles if any(finding.code == code for finding in tile.findings)]
        names = Counter(tile.wanted.template.name for tile in found)
        shown = ", ".join(f"{name} {count}" for name, count in names.most_common(6)) + (", …" if len(names) > 6 else "")
        lines.append(f"| `{code}` | {severities[code]} | {len(found)} | {shown} |")
    lines += [
        "",
        "## By template",
        "",
        "| template | ratios | pictures | blocks | warns | notes | normal words |",
        "| --- | --- " + "| ---: " * 5 + "|",
    ]
    for name, found in _grouped(tiles, "template").items():
        ratios = ", ".join(dict.fromkeys(tile.wanted.ratio for tile in found))
        plain = [tile for tile in found if tile.wanted.case.name == "normal"]
        said = sorted({finding.code for tile in plain for finding in tile.findings})
        numbers = [_with(found, severity) for severity in ("blocks", "warns", "notes")]
        shown = ", ".join(f"`{code}`" for code in said) or "nothing"
        lines.append(f"| {name} | {ratios} | {len(found)} | {' | '.join(map(str, numbers))} | {shown} |")
    return "\n".join(lines) + "\n"


def _grouped(tiles: Iterable[Tile], key: str) -> dict[str, list[Tile]]:
    found: dict[str, list[Tile]] = {}
    for tile in tiles:
        found.setdefault(getattr(tile.wanted, key).name, []).append(tile)
    return found


def _counts(tiles: list[Tile]) -> dict[str, Any]:
    codes = Counter(finding.code for tile in tiles for finding in tile.findings)
    return {"pictures": len(tiles), "failed": sum(1 for tile in tiles if tile.error), "findings": dict(codes.most_common())}


def _with(tiles: list[Tile], severity: str) -> int:
    """Return how many of the tiles have a finding of that severity."""
    return sum(1 for tile in tiles if any(finding.severity == severity for finding in tile.findings))
