"""The brand sheet: one picture that shows a kit (palette, contrasts, type, logos, devices), drawn as an SVG by our own pipeline.

The drawing is `sheet.svg.j2` beside this module; here is only what it shows and where the repeated things stand.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from visualgen.brand.contrast import GROUNDS, LARGE, TEXTS, Contrast, matrix, ratio
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_tokens
from visualgen.pipeline import Rendered, World, render_still
from visualgen.render.place.windows import window_outline
from visualgen.render.products import Output, StillJob
from visualgen.svg.color import parse_color
from visualgen.svg.path import to_d
from visualgen.template.model import OWN_RATIO, Drawing, SlotSpec, Target, Template

WIDTH, HEIGHT = 1800, 2400
MARGIN = 108
PALETTE_TOP, PALETTE_HEIGHT = 800, 320
MATRIX_TOP, CELL_WIDTH, CELL_HEIGHT = 1240, 128, 62
TILES_TOP, TILE_HEIGHT, TILE_GAP = 1866, 208, 16
TILES = 6
LOGOS = ("logo/primary", "logo/reversed", "logo/mono", "logo/symbol")

WEIGHTS = {"paper": 2.6, "primary": 2.4, "soft": 1.8, "ink": 1.8, "accent": 1.5}
"""How wide a colour's swatch is beside the others (1): what covers most of a picture covers most of the palette."""
LEAST_SHARE = 0.085
SWATCHES = 10
UNSEEN = ("text_small", "logo_small")
"""What is found of pictures in a feed, and does not matter on a sheet."""
LETTER = 11.0
"""About how wide a letter of a swatch's description is, in px."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "sheet": "planche de marque", "contrast": "Contrastes", "type": "Typographie", "logos": "Logos et motifs",
        "large": "grand", "fails": "non", "needed": "sur quoi comptent les modèles", "price": "12,50 €", "decimal": ",",
        "tu": "on\u00a0se\u00a0tutoie", "vous": "on\u00a0se\u00a0vouvoie", "neutral": "ni tu ni vous", "free": "comme on parle",
    },
    "en": {
        "sheet": "brand sheet", "contrast": "Contrast", "type": "Typography", "logos": "Logos and devices",
        "large": "large", "fails": "no", "needed": "what templates rely on", "price": "€12.50", "decimal": ".",
        "tu": "informal “tu”", "vous": "formal “vous”", "neutral": "neither “tu” nor “vous”", "free": "as people talk",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour of the palette: the tokens it is known by, what the kit says of it (in lines), and its place.

    `text` is the kit's colour that reads best on it; `left` where its words begin.
    """

    names: tuple[str, ...]
    hex: str
    description: tuple[str, ...]
    text: str
    x: float
    width: float
    left: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A box with one artwork on one ground; `line` outlines a tile that has the sheet's own ground."""

    artwork: str
    ground: str
    x: float
    y: float
    width: float
    line: bool


def draw_sheet(kit: BrandKit, world: World, output: Output | None = None) -> Rendered:
    """Return the brand sheet of a kit as an encoded picture (PNG unless `output` says otherwise).

    It is read on a screen or on paper, not in a feed: small words and logos are no findings there.
    """
    template, content = sheet_template(kit, world.settings.language)
    job = StillJob(template, kit, Target((WIDTH, HEIGHT), OWN_RATIO), content, output=output or Output("png"))
    rendered = render_still(job, world)
    return replace(rendered, findings=tuple(finding for finding in rendered.findings if finding.code not in UNSEEN))


def sheet_template(kit: BrandKit, language: str) -> tuple[Template, dict[str, str]]:
    """Return the sheet as a template of one drawing, and the words of its slots."""
    words = WORDS.get(language, WORDS["en"])
    source = _source(kit, words)
    expressions = kit.charter["expressions"]
    content = {
        "signature": expressions["signature"] or kit.tagline or kit.title,
        "about": kit.about or kit.charter["voice"]["summary"] or kit.title,
        "summary": kit.charter["voice"]["summary"] or kit.about or kit.title,
        "quote": _quote(expressions, kit),
        "tone": ", ".join((*kit.charter["voice"]["tone"], words[kit.charter["voice"]["address"]])),
        "letters": "Aa",
        "price": words["price"],
    }
    slots = {
        "signature": SlotSpec("signature", "text", fit=(44, 148), lines=3, valign="top", balance=True),
        "about": SlotSpec("about", "text", fit=(24, 30), lines=5),
        "summary": SlotSpec("summary", "text", fit=(20, 27), lines=5),
        "quote": SlotSpec("quote", "text", fit=(26, 46), lines=2, valign="top"),
        "tone": SlotSpec("tone", "text", fit=(20, 30), lines=2),
        "letters": SlotSpec("letters", "text", fit=(80, 230), lines=1, valign="bottom"),
        "price": SlotSpec("price", "text", fit=(60, 170), lines=1, valign="bottom", align="end"),
    }
    drawing = Drawing(OWN_RATIO, 1, _drawing(), source.encode(), jinja=False, size=(WIDTH, HEIGHT))
    template = Template(
        name="brand-sheet", title=words["sheet"], purpose="", folder=_drawing().parent, drawings={(OWN_RATIO, 1): drawing}, slots=slots,
        colors={}, fonts={}, pins={}, motion={}, tags=(), digest=f"{kit.digest}-{language}",
    )  # fmt: skip
    return template, content


def _drawing() -> Path:
    return Path(__file__).with_name("sheet.svg.j2")


def _source(kit: BrandKit, words: Mapping[str, str]) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    swatches = tuple(_swatches(kit))
    return environment.from_string(_drawing().read_text(encoding="utf-8")).render(
        kit=kit,
        words=words,
        width=WIDTH,
        height=HEIGHT,
        margin=MARGIN,
        swatches=swatches,
        palette=(PALETTE_TOP, PALETTE_HEIGHT),
        cells=tuple(_cells(kit, words)),
        grounds=[(ground, MARGIN + 150 + CELL_WIDTH * index) for index, ground in enumerate(GROUNDS)],
        texts=[(text, MATRIX_TOP + CELL_HEIGHT * (index + 0.5)) for index, text in enumerate(TEXTS)],
        cell=(CELL_WIDTH, CELL_HEIGHT, MATRIX_TOP),
        styles=tuple(_styles(kit)),
        tiles=tuple(_tiles(kit)),
        tile_height=TILE_HEIGHT,
        window=to_d(window_outline(kit.photo, (0.0, 0.0, 640.0, 800.0))),
        has=lambda name: name in kit.artwork,
    )


def _swatches(kit: BrandKit) -> Iterator[Swatch]:
    """Yield the palette from left to right: one swatch a colour, the tokens that share it together, texts on grounds left out."""
    described = {token.path: token.description for token in load_tokens(kit.folder, kit.variant).values()}
    names: dict[str, list[str]] = {}
    for path, value in kit.tokens.items():
        group, _, name = path.partition(".")
        if group == "color" and not name.startswith("on-") and parse_color(str(value)):
            names.setdefault(str(value)[:7], []).append(name)
    names = (
        {color: names[color] for color in sorted(names, key=lambda color: -_weight(names[color]))[:SWATCHES]}
        if len(names) > SWATCHES
        else names
    )
    if not names:
        return
    shares = {color: _weight(known) for color, known in names.items()}
    least = LEAST_SHARE * sum(shares.values())
    shares = {color: max(share, least) for color, share in shares.items()}
    x, unit = 0.0, WIDTH / sum(shares.values())
    for color, share in shares.items():
        known = names[color]
        text = max((str(value) for path, value in kit.tokens.items() if path.startswith("color.")), key=lambda other: ratio(other, color))
        description = next((described[f"color.{name}"] for name in known if described[f"color.{name}"]), "").partition(",")[0]
        left = x + (MARGIN if x == 0 else 24)
        lines = textwrap.wrap(description, max(8, int((x + share * unit - left - 12) / LETTER)), break_long_words=False)
        yield Swatch(tuple(known), color, tuple(lines), text, x, share * unit, left)
        x += share * unit


def _weight(names: Iterable[str]) -> float:
    return max(WEIGHTS.get(name, 1.0) for name in names)


def _cells(kit: BrandKit, words: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Yield the cells of the contrast matrix, each with its place."""
    for pair in matrix(kit.tokens):
        yield {
            "x": MARGIN + 150 + CELL_WIDTH * GROUNDS.index(pair.ground),
            "y": MATRIX_TOP + CELL_HEIGHT * TEXTS.index(pair.text),
            "color": kit.tokens[f"color.{pair.text}"],
            "plain": _readable(kit, str(kit.tokens[f"color.{pair.ground}"])),
            "ratio": f"{pair.ratio:.1f}".replace(".", words["decimal"]),
            "mark": _mark(pair, words),
            "faint": pair.ratio < LARGE,
            "needed": pair.needed > 0,
        }


def _readable(kit: BrandKit, ground: str) -> str:
    return max(
        (str(kit.tokens[path]) for path in ("color.ink", "color.paper") if path in kit.tokens), key=lambda color: ratio(color, ground)
    )


def _mark(pair: Contrast, words: Mapping[str, str]) -> str:
    return {"AAA": "AAA", "AA": "AA", "AA large": words["large"], "fails": words["fails"]}[pair.mark]


def _styles(kit: BrandKit) -> Iterator[tuple[str, str]]:
    """Yield the typography tokens and what they are set in."""
    for path, style in kit.tokens.items():
        if path.startswith("typography."):
            parts = [style["family"][0], str(style["weight"])]
            if style.get("style", "normal") != "normal":
                parts.append(style["style"])
            if style.get("stretch", 100) != 100:
                parts.append(f"{style['stretch']:g} %")
            yield path.removeprefix("typography."), " ".join(parts)


def _tiles(kit: BrandKit) -> Iterator[Tile]:
    """Yield the logos on grounds they are allowed on: the main logo first, at most `TILES`, filling one row."""
    wanted: list[tuple[str, str]] = []
    for name in (*LOGOS, "logo/primary", "logo/reversed", "logo/primary", "logo/reversed"):
        piece = kit.artwork.get(name)
        used = {kit.tokens[ground] for _, ground in wanted}
        grounds = [ground for ground in piece.backgrounds if ground in kit.tokens] if piece else []
        free = [ground for ground in grounds if kit.tokens[ground] not in used]
        if name == "logo/mono":
            free.reverse()
        if free and len(wanted) < TILES:
            wanted.append((name, free[0]))
    widths = [0.62 if name.endswith("symbol") else 1.0 for name, _ in wanted]
    unit = (WIDTH - 2 * MARGIN - TILE_GAP * (len(wanted) - 1)) / max(sum(widths), 1.0)
    x = float(MARGIN)
    for (name, ground), width in zip(wanted, widths, strict=True):
        yield Tile(name, str(kit.tokens[ground]), x, TILES_TOP, width * unit, ground == "color.paper")
        x += width * unit + TILE_GAP


def _quote(expressions: Mapping[str, Any], kit: BrandKit) -> str:
    line = next(iter((*expressions["closing"], *expressions["opening"])), kit.tagline or kit.title)
    return f"« {line.rstrip(' :')} »" if kit.locale.startswith("fr") else f"“{line.rstrip(' :')}”"
