"""Outline a line of text in one of a kit's fonts and print it as SVG path data, for drawing a logo's wordmark.

    python tools/outline_wordmark.py brand_kits/levain Fraunces "Maison Levain" --size 100 --tracking -0.01 wght=600 SOFT=100

The path starts at x = 0 with its baseline on y = 0; the box (x0 y0 x1 y1) and the advance go to the error stream.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import uharfbuzz as hb
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from visualgen.brand.reading import load_kit
from visualgen.settings import Settings


def main() -> None:
    """Read the command line and print the path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kit")
    parser.add_argument("family")
    parser.add_argument("text")
    parser.add_argument("axes", nargs="*", help="axis=value, such as wght=600")
    parser.add_argument("--italic", action="store_true")
    parser.add_argument("--size", type=float, default=100.0, help="em in user units")
    parser.add_argument("--tracking", type=float, default=0.0, help="em")
    parser.add_argument("--x", type=float, default=0.0)
    parser.add_argument("--y", type=float, default=0.0, help="the baseline")
    parser.add_argument("--digits", type=int, default=1)
    options = parser.parse_intermixed_args()
    axes = {axis: float(value) for axis, _, value in (pair.partition("=") for pair in options.axes)}
    data, box, advance = outline(options, axes)
    print(data)
    print(f"box {' '.join(f'{number:.1f}' for number in box)}  advance {advance:.1f}", file=sys.stderr)


def outline(options: argparse.Namespace, axes: dict[str, float]) -> tuple[str, tuple[float, ...], float]:
    """Return the path data, its box and its advance, in user units."""
    faces = load_kit(options.kit, Settings.from_environment({})).fonts[options.family.lower()]
    path = next(face.path for face in faces if face.italic == options.italic)
    font = TTFont(path)
    fixed = {axis.axisTag: axes.get(axis.axisTag, axis.defaultValue) for axis in font["fvar"].axes}
    font = instantiateVariableFont(font, fixed)
    scale = options.size / font["head"].unitsPerEm
    shaper = hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    shaper.set_variations(fixed)
    buffer = hb.Buffer()
    buffer.add_str(options.text)
    buffer.guess_segment_properties()
    hb.shape(shaper, buffer, {"liga": options.tracking == 0})
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{round(value, options.digits):g}")
    bounds = BoundsPen(glyphs)
    x = 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        matrix = Transform(scale, 0, 0, -scale, options.x + (x + place.x_offset) * scale, options.y - place.y_offset * scale)
        for target in (pen, bounds):
            glyphs[order[info.codepoint]].draw(TransformPen(target, matrix))
        x += place.x_advance + options.tracking * font["head"].unitsPerEm
    return pen.getCommands(), bounds.bounds or (0.0, 0.0, 0.0, 0.0), x * scale


if __name__ == "__main__":
    main()
