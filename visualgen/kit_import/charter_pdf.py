"""A charter PDF: the colours its shapes and words are filled with, its filled paths, its embedded fonts. Read with pypdf (BSD)."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from visualgen.errors import KitError
from visualgen.kit_import.marks import Filled
from visualgen.svg.matrix import IDENTITY, Matrix, apply, multiply
from visualgen.svg.path import Segment, extents

MOST_PAGES = 40
MOST_OPERATIONS = 200_000
DEEPEST = 6
WORD_SHARE = 0.002
"""What one show of text counts for, as a share of its page."""
_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_STYLE = re.compile(r"[-,](?:Regular|Bold|Italic|Oblique|Light|Medium|Semi ?Bold|Black|Book|Thin|MT|PS)+.*$", re.I)


def read_charter_pdf(data: bytes, file: str) -> tuple[dict[str, float], list[str], list[Filled]]:
    """Return the fill colours by area (in pages), the font families, the filled paths. Raises `KitError` for what is no readable PDF."""
    reading = _Reading()
    try:
        document = PdfReader(io.BytesIO(data))
        if document.is_encrypted:
            raise KitError("the PDF is protected by a password", mend="save it without one", file=file)
        for number, page in enumerate(document.pages[:MOST_PAGES], 1):
            reading.page = number
            reading.area = abs(float(page.mediabox.width) * float(page.mediabox.height)) or 1.0
            contents = page.get_contents()
            if contents is not None:
                reading.walk(contents, page.get("/Resources"), document, IDENTITY, 0)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, NotImplementedError) as problem:
        raise KitError(f"the PDF cannot be read: {problem}", mend="save it again as PDF 1.7, or give the logo as SVG", file=file) from None
    return reading.colors, list(reading.families), reading.filled


class _Reading:
    def __init__(self) -> None:
        self.colors: dict[str, float] = {}
        self.families: dict[str, None] = {}
        self.filled: list[Filled] = []
        self.page = 1
        self.area = 1.0
        self.left = MOST_OPERATIONS

    def walk(self, stream: Any, resources: Any, document: PdfReader, matrix: Matrix, depth: int) -> None:
        """Follow the operations of a page or a form: the graphics state, paths, and what fills them."""
        resources = resources.get_object() if resources is not None else {}
        self._fonts(resources.get("/Font"))
        fill, stack, path = "#000000", list[tuple[str, Matrix]](), list[Segment]()
        for operands, operator in ContentStream(stream, document).operations:
            self.left -= 1
            if self.left < 0:
                return
            name = operator.decode("latin-1") if isinstance(operator, bytes) else str(operator)
            if name == "q":
                stack.append((fill, matrix))
            elif name == "Q" and stack:
                fill, matrix = stack.pop()
            elif name == "cm":
                a, b, c, d, e, f = (float(number) for number in operands)
                matrix = multiply(matrix, (a, b, c, d, e, f))
            elif name in ("g", "rg", "k", "sc", "scn"):
                fill = _color(operands) or fill
            elif name in ("m", "l", "c", "v", "y", "h", "re"):
                path += _drawn(name, [float(number) for number in operands], matrix, path)
            elif name in ("f", "F", "f*", "B", "B*", "b", "b*"):
                self._fill_path(fill, path, "*" in name)
                path = []
            elif name in ("S", "s", "n"):
                path = []
            elif name in ("Tj", "TJ", "'", '"'):
                self._fill(fill, WORD_SHARE)
            elif name == "Do" and depth < DEEPEST:
                form = (resources.get("/XObject") or {}).get(operands[0])
                form = form.get_object() if form is not None else None
                if form is not None and form.get("/Subtype") == "/Form":
                    a, b, c, d, e, f = (float(number) for number in form.get("/Matrix", IDENTITY))
                    self.walk(form, form.get("/Resources", resources), document, multiply(matrix, (a, b, c, d, e, f)), depth + 1)

    def _fill_path(self, color: str, path: list[Segment], even_odd: bool) -> None:
        box = extents(path)
        share = abs((box[2] - box[0]) * (box[3] - box[1])) / self.area if box else 0.0
        self._fill(color, share)
        if box and share:
            self.filled.append(Filled(self.page, color, tuple(path), box, share, even_odd))

    def _fill(self, color: str, share: float) -> None:
        self.colors[color] = self.colors.get(color, 0.0) + min(share, 1.0)

    def _fonts(self, fonts: Any) -> None:
        for font in (fonts.get_object() if fonts is not None else {}).values():
            name = _STYLE.sub("", _SUBSET.sub("", str(font.get_object().get("/BaseFont", ""))))
            if name:
                self.families.setdefault(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.replace("-", " ")).strip())


def _color(operands: Any) -> str | None:
    """Return the sRGB hex of the operands of a fill colour: grey, RGB or CMYK by their number; None for a pattern."""
    try:
        numbers = [min(max(float(number), 0.0), 1.0) for number in operands]
    except (TypeError, ValueError):
        return None
    if len(numbers) == 1:
        numbers *= 3
    elif len(numbers) == 4:
        numbers = [(1 - ink) * (1 - numbers[3]) for ink in numbers[:3]]
    return "#" + "".join(f"{round(number * 255):02x}" for number in numbers) if len(numbers) == 3 else None


def _drawn(name: str, numbers: list[float], matrix: Matrix, path: list[Segment]) -> list[Segment]:
    """Return the segments that one operator adds to the path, on the page."""
    if name == "h":
        return [("Z",)] if path else []
    if name == "re":
        x, y, width, height = numbers
        corners = [apply(matrix, *corner) for corner in ((x, y), (x + width, y), (x + width, y + height), (x, y + height))]
        return [("M", *corners[0]), *(("L", *corner) for corner in corners[1:]), ("Z",)]
    places = [apply(matrix, numbers[index], numbers[index + 1]) for index in range(0, len(numbers), 2)]
    if name == "v":
        places.insert(0, tuple(path[-1][-2:]) if path and path[-1][0] != "Z" else places[0])
    elif name == "y":
        places.append(places[-1])
    letter = {"m": "M", "l": "L"}.get(name, "C")
    return [(letter, *(number for place in places for number in place))]
