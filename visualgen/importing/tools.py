"""Which tool wrote a file, told by its marks, and what that tool calls the boxes to tick."""

from __future__ import annotations

import re

from visualgen.importing.model import Tool

_HEAD = 60_000
_FIGMA = re.compile(rb'<svg[^>]*\sfill="none"[^>]*xmlns="http://www\.w3\.org/2000/svg"', re.S)
_MARKS: tuple[tuple[Tool, tuple[bytes, ...]], ...] = (
    ("Penpot", (b"penpot.app/xmlns", b'id="screenshot-', b"penpot:")),
    ("Affinity", (b"http://www.serif.com/",)),
    ("Sketch", (b"Generator: Sketch", b"Created with Sketch", b"bohemiancoding.com/sketch")),
    ("Inkscape", (b"inkscape.org/namespaces/inkscape", b"sodipodi.sourceforge.net", b"Created with Inkscape")),
    ("Illustrator", (b"Adobe Illustrator", b"ns.adobe.com/AdobeIllustrator", b"data-name=", b'class="cls-1"', b"_x3A_", b'id="Layer_1"')),
    ("Illustrator", (b'id="Calque_1"', b'class="st0"', b'id="Ebene_1"')),
    ("Canva", (b'zoomAndPan="magnify"',)),
    ("Figma", (b'id="clip0_', b'id="filter0_', b'id="paint0_', b'id="pattern0', b"white-space: pre")),
)

TEXT_AS_TEXT: dict[Tool, str] = {
    "Figma": "export again with “Outline text” unticked and “Include id attribute” ticked (Export › ⋯)",
    "Illustrator": "export again with SVG → Font: SVG (Text as SVG, not outlines) and Object IDs: Layer names",
    "Inkscape": "undo Path › Object to Path, and save as Plain SVG or Inkscape SVG with “Convert text to paths” unticked",
    "Penpot": "export again with the texts not turned into paths",
    "Affinity": "export again with SVG › More › “Export text as curves” unticked",
    "Sketch": "undo Layer › Convert to Outlines, and export SVG again",
    "Canva": "Canva always turns words into outlines: set these words again in Figma, Penpot or Inkscape, over the imported drawing",
    "the design tool": "export text as text. Figma: untick “Outline text”, tick “Include id attribute”; Illustrator: SVG, Text as SVG, "
    "Object IDs = Layer names; Inkscape: save as Plain or Inkscape SVG",
}
"""How each tool is told to leave words as words."""

NAME_LAYERS: dict[Tool, str] = {
    "Figma": "rename the layer (Ctrl/Cmd+R) and tick “Include id attribute” when exporting",
    "Illustrator": "rename it in the Layers panel and export with Object IDs: Layer names",
    "Inkscape": "rename it in Object › Layers and Objects",
    "Penpot": "rename the layer (double click in the Layers panel)",
    "Affinity": "rename it in the Layers panel",
    "Sketch": "rename it in the layer list (Ctrl/Cmd+R)",
    "Canva": "name it here, at the import's questions: Canva's layers have no names",
    "the design tool": "rename the layer",
}
"""How a layer gets another name in each tool."""

OUTLINE: dict[Tool, str] = {
    "Figma": "flatten it (Ctrl/Cmd+E)",
    "Illustrator": "use Type › Create Outlines on it",
    "Inkscape": "use Path › Object to Path on it",
    "Penpot": "draw it as a path",
    "Affinity": "use Layer › Convert to Curves on it",
    "Sketch": "use Layer › Convert to Outlines on it",
    "Canva": "set it as a plain line",
    "the design tool": "turn it into outlines",
}
"""How a text that stays as it is becomes an outline."""


def tool_of(data: bytes) -> Tool:
    """Return the tool that wrote the SVG in `data`."""
    head = data[:_HEAD] + data[-_HEAD // 4 :]
    for tool, marks in _MARKS:
        if any(mark in head for mark in marks):
            return tool
    return "Figma" if _FIGMA.search(head) else "the design tool"
