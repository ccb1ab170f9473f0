"""A charter PDF: the colours its shapes and words are filled with, by area, and the names of its embedded fonts. Read with pypdf (BSD)."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from visualgen.errors import KitError
from visualgen.svg.matrix import IDENTITY, Matrix, apply, multiply

MOST_PAGES = 40
MOST_OPERATIONS = 200_000
DEEPEST = 6
WORD_SHARE = 0.002
"""What one show of text counts for, as a share of its page."""
_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_STYLE = re.compile(r"[-,](?:Regular|Bold|Italic|Oblique|Light|Medium|Semi ?Bold|Black|Book|Thin|MT|PS)+.*$", re.I)


def read_charter_pdf(data: bytes, file: str) -> tuple[dict[str, float], list[str]]:
    """Return the fill colours by area (in pages) and the font families. Raises `KitError` for what is no readable PDF."""
    reading = _Reading()
    try:
        document = PdfReader(io.BytesIO(data))
        if document.is_encrypted:
            raise KitError("the PDF is protected by a password", mend="save it without one", file=file)
        for page in document.pages[:MOST_PAGES]:
            reading.area = abs(float(page.mediabox.width) * float(page.mediabox.height)) or 1.0
            contents = page.get_contents()
            if contents is not None:
                reading.walk(contents, page.get("/Resources"), document, IDENTITY, 0)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, NotImplementedError) as problem:
        raise KitError(f"the PDF cannot be read: {problem}", mend="save it again as PDF 1.7, or give the logo as SVG", file=file) from None
    return reading.colors, list(reading.families)


class _Reading:
    def __init__(self) -> None:
        self.colors: dict[str, float] = {}
        self.families: dict[str, None] = {}
        self.area = 1.0
        self.left = MOST_OPERATIONS

    def walk(self, stream: Any, resources: Any, document: PdfReader, matrix: Matrix, depth: int) -> None:
        """Follow the operations of a page or a form: the graphics state, paths, and what fills them."""
        resources = resources.get_object() if resources is not None else {}
        self._fonts(resources.get("/Font"))
        fill, stack, points = "#000000", list[tuple[str, Matrix]](), list[tuple[float, float]]()
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
            elif name == "re":
                x, y, width, height = (float(number) for number in operands)
                points += [apply(matrix, x, y), apply(matrix, x + width, y + height)]
            elif name in ("m", "l", "c", "v", "y"):
                points.append(apply(matrix, float(operands[-2]), float(operands[-1])))
            elif name in ("f", "F", "f*", "B", "B*", "b", "b*"):
                self._fill(fill, _box_area(points) / self.area)
                points = []
            elif name in ("S", "s", "n"):
                points = []
            elif name in ("Tj", "TJ", "'", '"'):
                self._fill(fill, WORD_SHARE)
            elif name == "Do" and depth < DEEPEST:
                form = (resources.get("/XObject") or {}).get(operands[0])
                form = form.get_object() if form is not None else None
                if form is not None and form.get("/Subtype") == "/Form":
                    a, b, c, d, e, f = (float(number) for number in form.get("/Matrix", IDENTITY))
                    self.walk(form, form.get("/Resources", resources), document, multiply(matrix, (a, b, c, d, e, f)), depth + 1)

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


def _box_area(points: list[tuple[float, float]]) -> float:
    if not points:
        return 0.0
    across, down = zip(*points, strict=True)
    return float((max(across) - min(across)) * (max(down) - min(down)))
