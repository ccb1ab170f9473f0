"""The outline a brand's photo window takes in a box: none, round, arch, cut or circle."""

from __future__ import annotations

from visualgen.brand.model import PhotoTreatment
from visualgen.render.products import Box, Segment

KAPPA = 0.5522847498307936
"""Control-point distance of the cubic closest to a quarter circle."""


def window_outline(photo: PhotoTreatment | None, box: Box) -> tuple[Segment, ...]:
    """Return the closed outline in the box's user space; the plain rectangle where the brand has no window."""
    x0, y0, x1, y1 = box
    room = min(x1 - x0, y1 - y0) / 2
    kind = photo.window if photo is not None else "none"
    radius = min(photo.window_radius, room) if photo is not None else 0.0
    if kind == "round":
        return rounded(box, (radius, radius, radius, radius))
    if kind == "arch":
        top = min((x1 - x0) / 2, y1 - y0)
        return rounded(box, (top, top, 0.0, 0.0))
    if kind == "cut":
        return (("M", x0, y0), ("L", x1 - radius, y0), ("L", x1, y0 + radius), ("L", x1, y1), ("L", x0, y1), ("Z",))
    if kind == "circle":
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        return rounded((middle_x - room, middle_y - room, middle_x + room, middle_y + room), (room, room, room, room))
    return rounded(box, (0.0, 0.0, 0.0, 0.0))


def rounded(box: Box, radii: tuple[float, float, float, float]) -> tuple[Segment, ...]:
    """Return a rectangle whose corners (top left, top right, bottom right, bottom left) have the given radii."""
    x0, y0, x1, y1 = box
    a, b, c, d = radii
    segments: list[Segment] = [("M", x0 + a, y0), ("L", x1 - b, y0)]
    if b:
        segments.append(("C", x1 - b + b * KAPPA, y0, x1, y0 + b - b * KAPPA, x1, y0 + b))
    segments.append(("L", x1, y1 - c))
    if c:
        segments.append(("C", x1, y1 - c + c * KAPPA, x1 - c + c * KAPPA, y1, x1 - c, y1))
    segments.append(("L", x0 + d, y1))
    if d:
        segments.append(("C", x0 + d - d * KAPPA, y1, x0, y1 - d + d * KAPPA, x0, y1 - d))
    segments.append(("L", x0, y0 + a))
    if a:
        segments.append(("C", x0, y0 + a - a * KAPPA, x0 + a - a * KAPPA, y0, x0 + a, y0))
    return (*segments, ("Z",))
