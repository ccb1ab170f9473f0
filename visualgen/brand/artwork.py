"""The kit's own vector art: logos with their rules, and the graphic devices that templates pick up by name."""

from __future__ import annotations

from pathlib import Path

from visualgen.brand.fields import Fields
from visualgen.brand.model import Artwork
from visualgen.errors import KitError

MAIN_LOGO = "primary"


def read_artwork(folder: Path, rules: Fields) -> dict[str, Artwork]:
    """Return the artwork of a kit by the name a layer asks for.

    `logos/primary.svg` is `logo`; `logos/NAME.svg` is `logo/NAME`; `art/NAME.svg` is `NAME`. `rules` is the table
    `[logos]` of brand.toml: what it says itself holds for all logos, `[logos.NAME]` for one.
    """
    shared = _rules(rules, 0.0, 0.0, ())
    logos = _drawings(folder / "logos")
    artwork: dict[str, Artwork] = {}
    for name, path in logos.items():
        own = rules.table(name)
        clear_space, min_width_px, backgrounds = _rules(own, *shared)
        own.done()
        piece = Artwork(f"logo/{name}", path, drawing_bytes(path), clear_space, min_width_px, backgrounds)
        artwork[piece.name] = piece
        if name == MAIN_LOGO:
            artwork["logo"] = piece
    for name in rules.values:
        if isinstance(rules.values[name], dict) and name not in logos:
            raise rules.error(name, f"there is no logos/{name}.svg", f"draw it, or name one of: {', '.join(logos) or 'none is there'}")
    rules.done()
    for name, path in _drawings(folder / "art").items():
        artwork[name] = Artwork(name, path, drawing_bytes(path))
    return artwork


def _rules(table: Fields, clear_space: float, min_width_px: float, backgrounds: tuple[str, ...]) -> tuple[float, float, tuple[str, ...]]:
    return (
        table.number("clear_space", clear_space, low=0, high=2),
        table.number("min_width_px", min_width_px, low=0, high=4096),
        table.texts("backgrounds", backgrounds),
    )


def _drawings(folder: Path) -> dict[str, Path]:
    return {path.stem.lower(): path for path in sorted(folder.glob("*.svg"))} if folder.is_dir() else {}


def drawing_bytes(path: Path) -> bytes:
    """Return the bytes of a drawing; raises `KitError` when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise KitError(f"the drawing cannot be read: {problem.strerror}", mend="check its rights", file=str(path)) from None
