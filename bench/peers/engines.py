"""CairoSVG and resvg_py: the whole drawing, photo embedded, rendered to PNG in this process."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

from bench import design


def cairosvg_png(photo: bytes, times: int) -> float:
    """Return CPU ms a picture."""
    import cairosvg

    svg = _embedded(photo).encode()
    return _mean(lambda: cairosvg.svg2png(bytestring=svg), times)


def resvg_png(photo: bytes, times: int) -> float:
    """Return CPU ms a picture."""
    import resvg_py

    svg = _embedded(photo)
    return _mean(lambda: resvg_py.svg_to_bytes(svg_string=svg, dpi=96), times)


def _embedded(photo: bytes) -> str:
    return design.drawing("data:image/jpeg;base64," + base64.b64encode(photo).decode())


def _mean(draw: Callable[[], object], times: int) -> float:
    draw()
    start = time.process_time()
    for _ in range(times):
        draw()
    return (time.process_time() - start) / times * 1000
