"""An export is understood: read, cleaned, looked at, its problems told, and what a person has to settle proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.brand.model import BrandKit
from visualgen.errors import TemplateError
from visualgen.formats import RATIOS
from visualgen.importing.archive import natural
from visualgen.importing.boxed_text import settle_boxed_texts
from visualgen.importing.cleaning import drop_unused, take_tool_markup_away, without_profiles
from visualgen.importing.embedded import take_pictures_out
from visualgen.importing.looks import Look, look_at
from visualgen.importing.matching import match_colors, match_fonts
from visualgen.importing.model import Artboard, Candidate, Choices, ColorMatch, Export, FontMatch
from visualgen.importing.naming import propose
from visualgen.importing.problems import judge
from visualgen.importing.tools import tool_of
from visualgen.settings import Limits
from visualgen.svg.matrix import number_text
from visualgen.svg.reading import read_svg
from visualgen.svg.shapes import canvas_size, view_box
from visualgen.template.target import is_same_aspect

_LARGEST_PX = 8_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was understood, and what is proposed: names for layers, tokens for colours and fonts (empty without a kit)."""

    boards: tuple[Artboard, ...]
    looks: tuple[Look, ...]
    candidates: tuple[Candidate, ...]
    colors: tuple[ColorMatch, ...]
    fonts: tuple[FontMatch, ...]

    def choices(self) -> Choices:
        """Return the choices that take the whole proposal."""
        return Choices(
            names={candidate.key: candidate.name for candidate in self.candidates},
            colors={match.drawn: match.token for match in self.colors if match.taken},
            fonts={match.drawn: match.token for match in self.fonts if match.token},
        )


def study(exports: Sequence[Export], kit: BrandKit | None, limits: Limits) -> Proposal:
    """Return what the exports hold and what is proposed for them.

    Raises `SvgError`, `TemplateError`, `PictureError` and `LimitExceeded` for what cannot be imported, with file and layer.
    """
    fonts = kit.fonts if kit is not None else {}
    boards = [_read(export, limits) for export in exports]
    _number_pages(boards)
    looks: list[Look] = []
    for board in boards:
        settle_boxed_texts(board, fonts)
        try:
            look = look_at(board, fonts)
        except TemplateError as error:
            error.place.setdefault("file", board.file)
            raise
        judge(board, look)
        looks.append(look)
    colors = match_colors(looks, kit) if kit is not None else ()
    matched = match_fonts(looks, kit) if kit is not None else ()
    return Proposal(tuple(boards), tuple(looks), propose(boards, looks), colors, matched)


def _read(export: Export, limits: Limits) -> Artboard:
    tool = tool_of(export.data)
    data, profiled = without_profiles(export.data)
    data, photos, notes = take_pictures_out(data, export.name)
    root = read_svg(data, name=export.name, limits=limits)
    size, ratio = _settle_canvas(root, canvas_size(root))
    board = Artboard(export.name, tool, root, size, ratio, photos=photos, notes=list(notes))
    if profiled:
        mend = "design in RGB (sRGB), and compare the colours"
        board.note("approximated", "its colour profile is left out: colours are read as sRGB", mend)
    take_tool_markup_away(board)
    dropped = drop_unused(root)
    if dropped:
        board.note("kept", f"unused definitions dropped: {dropped}")
    return board


def _settle_canvas(root: Element, size: tuple[float, float]) -> tuple[tuple[float, float], str]:
    """Write the canvas in px, at the size its ratio is published at, and return that size and the ratio's name."""
    if view_box(root) is None:
        root.set("viewBox", f"0 0 {number_text(size[0])} {number_text(size[1])}")
    shrink = min(1.0, _LARGEST_PX / max(size))
    ratio = f"{round(size[0] * shrink)}x{round(size[1] * shrink)}"
    settled = (float(max(1, round(size[0] * shrink))), float(max(1, round(size[1] * shrink))))
    for name, published in RATIOS.items():
        if is_same_aspect(size, (published.width_px, published.height_px)):
            ratio = name
            if abs(size[0] / size[1] - published.width_px / published.height_px) < 2e-3:
                settled = (float(published.width_px), float(published.height_px))
            break
    root.set("width", number_text(settled[0]))
    root.set("height", number_text(settled[1]))
    return settled, ratio


def _number_pages(boards: Sequence[Artboard]) -> None:
    """Drawings of one ratio are pages, in natural order of their file names."""
    pages: dict[str, int] = {}
    for board in sorted(boards, key=lambda board: natural(board.file)):
        pages[board.ratio] = board.page = pages.get(board.ratio, 0) + 1
