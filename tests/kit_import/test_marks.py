from __future__ import annotations

import io
from pathlib import Path

import cairocffi
import pytest
from lxml import etree
from PIL import Image, ImageChops, ImageStat

from visualgen.kit_import.charter_pdf import read_charter_pdf
from visualgen.kit_import.marks import Filled, find_marks
from visualgen.svg.path import parse_path

LEVAIN = Path(__file__).parents[2] / "brand_kits" / "levain" / "logos" / "primary.svg"
PAPER = (1.0, 0.98, 0.94)


def draw(context: cairocffi.Context[cairocffi.Surface], svg: bytes, x: float, y: float, width: float) -> None:
    root = etree.fromstring(svg)
    _, _, across, _ = (float(number) for number in str(root.get("viewBox")).split())
    context.save()
    context.translate(x, y)
    context.scale(width / across, width / across)
    for element in root.iter("{http://www.w3.org/2000/svg}path"):
        color = str(element.get("fill"))
        context.set_source_rgb(*(int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)))
        for segment in parse_path(str(element.get("d"))):
            {"M": context.move_to, "L": context.line_to, "C": context.curve_to, "Z": context.close_path}[segment[0]](*segment[1:])
        context.fill()
    context.restore()


def charter(pages: int = 2) -> bytes:
    data = io.BytesIO()
    surface = cairocffi.PDFSurface(data, 842, 595)
    context = cairocffi.Context(surface)
    for page in range(pages):
        context.set_source_rgb(*PAPER)
        context.paint()
        for index, color in enumerate(((0.66, 0.24, 0.1), (0.95, 0.73, 0.28), (0.35, 0.38, 0.19))):
            context.set_source_rgb(*color)
            context.rectangle(60 + 130 * index, 400, 120, 120)
            context.fill()
        context.arc(700, 460, 60, 0, 6.2832)
        context.fill()
        draw(context, LEVAIN.read_bytes(), 60, 60, 260 - 60 * page)
        context.set_source_rgb(0, 0, 0)
        context.move_to(60, 300)
        context.show_text("Le logo et ses couleurs")
        context.show_page()
    surface.finish()
    return data.getvalue()


def picture(svg: bytes) -> Image.Image:
    surface = cairocffi.ImageSurface(cairocffi.FORMAT_RGB24, 462, 150)
    context = cairocffi.Context(surface)
    context.set_source_rgb(*PAPER)
    context.paint()
    draw(context, svg, 0, 0, 462)
    data = io.BytesIO()
    surface.write_to_png(data)
    return Image.open(data).convert("RGB")


def test_the_logo_of_a_charter_is_found() -> None:
    _, _, filled = read_charter_pdf(charter(), "charter.pdf")
    marks = find_marks(filled)
    assert marks[0].times == 2
    assert set(marks[0].colors) >= {"#a83e1b", "#fff6e6", "#f3ba48"}
    apart = ImageStat.Stat(ImageChops.difference(picture(LEVAIN.read_bytes()), picture(marks[0].svg()))).mean
    assert max(apart) < 4.0


def test_swatches_and_grounds_are_no_marks() -> None:
    data = io.BytesIO()
    surface = cairocffi.PDFSurface(data, 600, 600)
    context = cairocffi.Context(surface)
    for box in ((0, 0, 600, 600), (50, 50, 100, 100), (160, 50, 100, 100)):
        context.set_source_rgb(box[0] / 600, 0.5, 0.5)
        context.rectangle(*box)
        context.fill()
    surface.finish()
    colors, _, filled = read_charter_pdf(data.getvalue(), "charter.pdf")
    assert len(filled) == 3
    assert sum(colors.values()) == pytest.approx(1 + 2 / 36, abs=0.01)
    assert find_marks(filled) == ()


def test_a_logo_in_a_form_is_found() -> None:
    data = io.BytesIO()
    surface = cairocffi.PDFSurface(data, 842, 595)
    context = cairocffi.Context(surface)
    context.push_group()
    draw(context, LEVAIN.read_bytes(), 300, 200, 240)
    context.pop_group_to_source()
    context.paint_with_alpha(0.9)
    surface.finish()
    assert b"/Form" in data.getvalue()
    marks = find_marks(read_charter_pdf(data.getvalue(), "charter.pdf")[2])
    apart = ImageStat.Stat(ImageChops.difference(picture(LEVAIN.read_bytes()), picture(marks[0].svg()))).mean
    assert max(apart) < 4.0


def test_thousands_of_shapes_are_no_mark() -> None:
    shape = tuple(parse_path("M0 0C0 5 5 10 10 10C10 5 5 0 0 0Z"))
    filled = [
        Filled(1, "#123456", shape, (index % 90, index // 90, index % 90 + 10, index // 90 + 10), 0.001, False) for index in range(9000)
    ]
    assert find_marks(filled) == ()
