"""Whether the file is one that its placement takes: type, weight, ratio, width, pixels."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, Fix, RuleSource, finding
from visualgen.formats import Placement, placement
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield what the picture's own placement would refuse; nothing where none was named."""
    if facts.source.placement is None:
        return
    where = placement(facts.source.placement)
    yield from refusals(where, facts.source.size_px, facts.output_type if facts.weight_bytes else None, facts.weight_bytes)


def refusals(
    where: Placement,
    size_px: tuple[int, int],
    kind: str | None,
    weight_bytes: int,
    *,
    channel: str | None = None,
    image_bytes: int | None = None,
) -> Iterator[Finding]:
    """Yield `type_refused`, `weight_refused`, `ratio_refused`, `width_refused` and `pixels_refused` for one file at one placement.

    `kind` None: the file is not there yet. `image_bytes` is the heaviest file that the network itself told, if it did.
    """
    source = RuleSource(where.title, where.source, where.read.isoformat())
    width, height = size_px
    if kind is not None and where.types and kind not in where.types:
        taken = ", ".join(name.upper() for name in where.types)
        yield finding(
            "type_refused",
            "blocks",
            fr=(f"{where.title} ne prend pas le {kind.upper()}.", f"Rendez l’image en {taken}."),
            en=(f"{where.title} does not take {kind.upper()}.", f"Render the picture as {taken}."),
            channel=channel,
            source=source,
            fix=Fix("output_type", True, values={"type": where.types[0]}),
            type=kind,
            taken=list(where.types),
        )
    most = image_bytes or where.max_bytes
    if most is not None and weight_bytes > most:
        yield finding(
            "weight_refused",
            "blocks",
            fr=(
                f"L’image pèse {_weight(weight_bytes, 'fr')}, {where.title} en prend {_weight(most, 'fr')}.",
                "Recompressez-la sous ce poids.",
            ),
            en=(
                f"The picture weighs {_weight(weight_bytes, 'en')}; {where.title} takes {_weight(most, 'en')}.",
                "Recompress it under this weight.",
            ),
            channel=channel,
            source=source,
            fix=Fix("recompress", True, values={"max_bytes": most}),
            weight_bytes=weight_bytes,
            max_bytes=most,
        )
    ratio = width / height
    if where.ratio is not None and not where.ratio[0] * 0.99 <= ratio <= where.ratio[1] * 1.01:
        low, high = where.ratio
        yield finding(
            "ratio_refused",
            "blocks",
            fr=(
                f"{where.title} ne prend pas {width} × {height} px.",
                f"Choisissez un format entre {_ratio(low, 'fr')} et {_ratio(high, 'fr')}.",
            ),
            en=(
                f"{where.title} does not take {width} × {height} px.",
                f"Choose a ratio between {_ratio(low, 'en')} and {_ratio(high, 'en')}.",
            ),
            channel=channel,
            source=source,
            ratio=round(ratio, 3),
            least=low,
            most=high,
        )
    if where.accepted_width_px is not None and width < where.accepted_width_px[0]:
        least = where.accepted_width_px[0]
        yield finding(
            "width_refused",
            "blocks",
            fr=(f"L’image fait {width} px de large, {where.title} en veut au moins {least}.", "Rendez-la plus grande."),
            en=(f"The picture is {width} px wide; {where.title} wants {least} at the least.", "Render it larger."),
            channel=channel,
            source=source,
            width_px=width,
            least_px=least,
        )
    if where.max_pixels is not None and width * height > where.max_pixels:
        yield finding(
            "pixels_refused",
            "blocks",
            fr=(
                f"L’image a {width * height / 1e6:.0f} millions de pixels, c’est plus que {where.title} n’en prend.",
                "Rendez-la plus petite.",
            ),
            en=(f"The picture has {width * height / 1e6:.0f} million pixels, more than {where.title} takes.", "Render it smaller."),
            channel=channel,
            source=source,
            pixels=width * height,
            max_pixels=where.max_pixels,
        )


def _weight(weight_bytes: int, language: str) -> str:
    kilo, mega = ("ko", "Mo") if language == "fr" else ("kB", "MB")
    text = f"{weight_bytes / 1e6:.2f} {mega}" if weight_bytes >= 1_000_000 else f"{weight_bytes / 1e3:.0f} {kilo}"
    return text.replace(".", ",") if language == "fr" else text


def _ratio(value: float, language: str) -> str:
    known = {0.8: "4:5", 1.0: "1:1", 1.91: "1.91:1", 0.5625: "9:16", 0.75: "3:4"}
    text = known.get(value, f"{value:g}:1")
    return text.replace(".", ",") if language == "fr" else text
