"""CairoSVG and resvg_py: the whole drawing, photo embedded, rendered to PNG in this process."""

from __future__ import annotations

import base64

from bench import cpu, design


def cairosvg_png(photo: bytes, times: int) -> float:
    """Return CPU ms a picture."""
    import cairosvg

    svg = _embedded(photo).encode()
    return cpu.best_ms(lambda _: cairosvg.svg2png(bytestring=svg), times)


def resvg_png(photo: bytes, times: int) -> float:
    """Return CPU ms a picture."""
    import resvg_py

    svg = _embedded(photo)
    return cpu.best_ms(lambda _: resvg_py.svg_to_bytes(svg_string=svg, dpi=96), times)


def _embedded(photo: bytes) -> str:
    return design.drawing("data:image/jpeg;base64," + base64.b64encode(photo).decode())
