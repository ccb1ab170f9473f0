"""The brand's rules for its logo: the space around it, its least size, and the grounds it may stand on, on the real pixels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from visualgen.brand.model import BrandKit
from visualgen.findings import BoxPx, Finding, Fix, RuleSource, finding
from visualgen.preflight.color import difference, token_colors
from visualgen.preflight.contrast import luminance, ratio
from visualgen.preflight.facts import Facts
from visualgen.preflight.ink import glyph_boxes
from visualgen.preflight.logos import Logo, logos_of

LEAST_CONTRAST = 3.0
"""What a logo needs to be seen (WCAG 2.2, 1.4.11, which spares logos; brands do not)."""
TOLERANCE = 0.15
"""The part of the clear space that may be lacking without a word: rounding, and optical alignment."""
SAME_COLOR = 0.03
"""OKLab difference up to which a ground is one of the kit's colours."""
DESIGN_PX = 1080.0


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `logo_small`, `logo_crowded`, `logo_background` and `logo_lost` for each logo."""
    if facts.kit is None:
        return
    for logo in logos_of(facts, facts.kit):
        source = RuleSource(f"brand.toml, [logos.{logo.artwork.name.partition('/')[2] or 'primary'}]")
        yield from _small(logo, facts, source)
        yield from _crowded(logo, facts, source)
        if facts.pixels is not None and logo.mask is not None:
            yield from _ground(logo, facts, facts.kit, source)


def _small(logo: Logo, facts: Facts, source: RuleSource) -> Iterator[Finding]:
    least = logo.artwork.min_width_px * facts.source.size_px[0] / DESIGN_PX
    width = logo.box_px[2] - logo.box_px[0]
    if width >= least - 1:
        return
    yield finding(
        "logo_small",
        "warns",
        fr=(f"Le logo fait {width:.0f} px de large, la marque en demande {least:.0f}.", "Agrandissez son calque, ou prenez le symbole."),
        en=(f"The logo is {width:.0f} px wide; the brand asks for {least:.0f}.", "Enlarge its layer, or take the symbol."),
        box_px=logo.box_px,
        source=source,
        layer=logo.layer,
        width_px=round(width, 1),
        min_width_px=round(least, 1),
    )


def _crowded(logo: Logo, facts: Facts, source: RuleSource) -> Iterator[Finding]:
    if logo.space_px <= 0:
        return
    near = [(gap, what) for gap, what in _neighbours(logo, facts) if gap < logo.space_px * (1 - TOLERANCE)]
    if not near:
        return
    gap, what = min(near)
    yield finding(
        "logo_crowded",
        "warns",
        fr=(
            f"À {gap:.0f} px du logo ({what}) ; la marque garde {logo.space_px:.0f} px libres autour.",
            "Écartez ce qui le touche, ou réduisez-le.",
        ),
        en=(
            f"Something is {gap:.0f} px from the logo ({what}); the brand keeps {logo.space_px:.0f} px free.",
            "Move what touches it away, or make it smaller.",
        ),
        box_px=logo.box_px,
        source=source,
        layer=logo.layer,
        gap_px=round(gap, 1),
        clear_px=round(logo.space_px, 1),
        neighbour=what,
    )


def _neighbours(logo: Logo, facts: Facts) -> Iterator[tuple[float, str]]:
    """Yield how far the words, the photos' edges and the picture's own edges are from the logo's box, in px, with their names."""
    x0, y0, x1, y1 = logo.box_px
    width, height = facts.source.size_px
    yield min(x0, y0, width - x1, height - y1), "bord / edge"
    for element, text in facts.placed.texts.items():
        for line in text.block.lines:
            for ink in glyph_boxes(line):  # one by one: the box of a whole turned line holds much that is beside it
                yield _distance(logo.box_px, facts.device_box(element, ink)), text.slot or line.text.strip()[:24]
    for picture in facts.placed.pictures.values():
        box = facts.device_box(picture.element, picture.box)
        inside = box[0] <= x0 and box[1] <= y0 and box[2] >= x1 and box[3] >= y1
        if not inside:
            yield _distance(logo.box_px, box), picture.slot


def _distance(a: BoxPx, b: BoxPx) -> float:
    across, down = max(a[0] - b[2], b[0] - a[2]), max(a[1] - b[3], b[1] - a[3])
    return max(0.0, across, down)


def _ground(logo: Logo, facts: Facts, kit: BrandKit, source: RuleSource) -> Iterator[Finding]:
    """Judge the ground where the logo stands: forbidden by its rule, or too like the logo somewhere."""
    pixels = facts.pixels
    if pixels is None or logo.mask is None:
        return
    x, y, width, height = logo.area_px
    top, left = max(0, -y), max(0, -x)
    seen = pixels.ground[max(0, y) : y + height, max(0, x) : x + width, :3]
    painted = pixels.painted[max(0, y) : y + height, max(0, x) : x + width, :3]
    mask = logo.mask[top : top + seen.shape[0], left : left + seen.shape[1]]
    if mask.sum() < 12:
        return
    lost = _least_contrast(painted, seen, mask)
    color = np.median(seen[mask], axis=0)
    plain = float(np.mean(np.abs(seen[mask].astype(np.int16) - color).max(axis=-1) < 12)) > 0.9
    token = _token(color, kit) if plain else None
    fix = _other_logo(logo, kit, token)
    allowed, shade = set(logo.artwork.backgrounds), _hex(color)
    if token is not None and allowed and not _same_colors(token, kit) & allowed:
        yield finding(
            "logo_background",
            "warns",
            fr=(f"Le logo « {logo.layer} » est posé sur {token}, que la marque ne lui permet pas.", "Prenez le logo prévu pour ce fond."),
            en=(f"The logo “{logo.layer}” stands on {token}, which the brand does not allow.", "Take the logo made for this ground."),
            box_px=logo.box_px,
            source=source,
            fix=fix,
            ground=token,
            layer=logo.layer,
            ratio=round(lost, 2),
            ground_color=shade,
        )
    elif lost < LEAST_CONTRAST:
        yield finding(
            "logo_lost",
            "warns",
            fr=(
                f"Le logo se perd dans le fond ({lost:.1f}:1 au pire endroit).".replace(".", ",", 1),
                "Posez-le sur un fond uni, ou prenez un autre logo.",
            ),
            en=(f"The logo is lost in the ground ({lost:.1f}:1 at its worst place).", "Put it on a plain ground, or take another logo."),
            box_px=logo.box_px,
            source=source,
            fix=fix,
            needed=LEAST_CONTRAST,
            layer=logo.layer,
            ratio=round(lost, 2),
            ground_color=shade,
        )


def _least_contrast(painted: NDArray[np.uint8], ground: NDArray[np.uint8], mask: NDArray[np.bool_]) -> float:
    """Return the contrast of the logo with its ground in the worst stretch of its own height (the median pixel there)."""
    ratios = ratio(luminance(painted), luminance(ground))
    step = max(4, mask.shape[0] // 2)
    least = 21.0
    for start in range(0, mask.shape[1], step):
        part = mask[:, start : start + step]
        if part.sum() >= 0.04 * part.size:
            least = min(least, float(np.median(ratios[:, start : start + step][part])))
    return least


def _token(color: NDArray[np.float64], kit: BrandKit) -> str | None:
    """Return the kit's colour that the ground is, or None."""
    near = min(((difference(other, color), name) for name, other in token_colors(kit).items()), default=(1.0, ""))
    return near[1] if near[0] <= SAME_COLOR else None


def _same_colors(token: str, kit: BrandKit) -> set[str]:
    """Return the tokens that look like this one, itself included."""
    colors = token_colors(kit)
    return {name for name, other in colors.items() if difference(other, colors[token]) <= SAME_COLOR}


def _other_logo(logo: Logo, kit: BrandKit, token: str | None) -> Fix | None:
    """Return the mend by another logo of the kit: one allowed on this ground, of the same kind."""
    if token is None:
        return None
    same = _same_colors(token, kit)
    for name, piece in kit.artwork.items():
        if name.startswith("logo/") and piece.path != logo.artwork.path and same & set(piece.backgrounds):
            return Fix("other_logo", True, values={"layer": logo.layer, "logo": name})
    return None


def _hex(bgr: NDArray[np.float64]) -> str:
    return "#" + "".join(f"{round(float(channel)):02x}" for channel in reversed(bgr[:3]))
