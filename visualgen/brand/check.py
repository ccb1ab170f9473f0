"""What is wrong, weak or missing in a kit, all at once: `load_kit` stops at the first fault, this collects them."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualgen.brand.artwork import drawing_bytes, read_artwork
from visualgen.brand.charter import read_charter
from visualgen.brand.check_artwork import check_artwork
from visualgen.brand.contrast import Contrast, matrix
from visualgen.brand.fields import Fields, read_toml
from visualgen.brand.fonts import read_fonts, source_faces
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import BRAND_FILE, find_kit, font_source, load_kit, load_tokens, read_identity
from visualgen.brand.strategy import read_strategy
from visualgen.brand.variants import SEPARATOR, split_variant
from visualgen.errors import InputError, UnknownName
from visualgen.findings import SEVERITY_ORDER, Finding, finding
from visualgen.settings import Limits, Settings
from visualgen.svg.reading import read_svg

COLORS = ("paper", "ink", "muted", "soft", "on-soft", "primary", "on-primary", "accent", "on-accent", "line", "shade", "on-shade")
STYLES = ("headline", "text", "label", "numeral", "quote")
DIMENSIONS = ("radius.card", "radius.button", "stroke.rule")
EXPECTED = (
    *(f"color.{name}" for name in COLORS),
    *(f"typography.{name}" for name in STYLES),
    *DIMENSIONS,
)
"""The tokens that the packaged templates use; a template's own fallback stands in for a missing one."""


@dataclass(frozen=True, slots=True)
class KitReport:
    """The result of a check: the kit (None when it cannot be read), its contrast matrix, what was found, and the same of its variants."""

    name: str
    folder: Path
    kit: BrandKit | None
    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]
    variants: tuple[KitReport, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether nothing blocks, in the kit or in a variant of it."""
        return not any(finding.severity == "blocks" for finding in self.findings) and all(report.usable for report in self.variants)


def check_kit(spec: str | Path, settings: Settings) -> KitReport:
    """Return the report on a kit and its variants, or on the one variant that is named; raises `UnknownName` when there is no such kit."""
    variant = split_variant(spec)[1]
    folder = find_kit(spec, settings).resolve()
    if variant:
        return _check_variant(folder, variant, settings)
    faults = list(_faults(folder, settings))
    try:
        kit = load_kit(folder, settings)
    except InputError as error:
        faults.append(error)
        blocking = (_blocking(error) for error in _different(faults))
        return KitReport(folder.name, folder, None, (), (*blocking, *_missing_files(folder)))
    contrasts = matrix(kit.tokens)
    found = [
        *(_blocking(error) for error in _different(faults)),
        *_missing_files(folder),
        *_missing_tokens(kit),
        *_families(kit),
        *_low_contrasts(contrasts),
        *check_artwork(kit, settings.limits),
        *_hashtags(kit),
    ]
    variants = tuple(_check_variant(folder, variant, settings) for variant in kit.variants)
    return KitReport(folder.name, folder, kit, contrasts, _sorted(found), variants)


def _check_variant(folder: Path, variant: str, settings: Settings) -> KitReport:
    """Return what a variant changes for better or worse: its tokens, contrasts and logos."""
    name = f"{folder.name}{SEPARATOR}{variant}"
    try:
        kit = load_kit(folder, settings, variant)
    except UnknownName:
        raise
    except InputError as error:
        return KitReport(name, folder, None, (), (_blocking(error),))
    contrasts = matrix(kit.tokens)
    found = [*_missing_tokens(kit), *_families(kit), *_low_contrasts(contrasts), *check_artwork(kit, settings.limits)]
    return KitReport(name, folder, kit, contrasts, _sorted(found))


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda item: SEVERITY_ORDER[item.severity]))


def _faults(folder: Path, settings: Settings) -> Iterator[InputError]:
    """Yield the first fault of every part that can be read on its own."""
    tables: list[Fields] = []
    rules: list[Fields] = []

    def brand() -> None:
        fields = Fields(read_toml(folder / BRAND_FILE), file=str(folder / BRAND_FILE))
        tables.extend(fields.tables("fonts"))
        rules.append(fields.table("logos"))
        read_identity(fields)
        fields.table("photo")
        fields.table("spans")
        fields.done()

    parts: list[Callable[[], object]] = [
        brand,
        lambda: load_tokens(folder),
        lambda: read_charter(folder / "charter.toml"),
        lambda: read_strategy(folder / "strategy.toml"),
        lambda: read_fonts(folder / "fonts", ()),
    ]
    yield from _failing(parts)
    for table in tables:
        yield from _failing([functools.partial(_check_source, table, folder)])
    yield from _failing([lambda: read_artwork(folder, rules[0])] if rules else [])
    for path in sorted([*folder.glob("logos/*.svg"), *folder.glob("art/*.svg")]):
        yield from _failing([functools.partial(_check_drawing, path, settings.limits)])


def _check_drawing(path: Path, limits: Limits) -> None:
    read_svg(drawing_bytes(path), name=str(path), limits=limits)


def _check_source(table: Fields, folder: Path) -> None:
    source = font_source(table, folder)
    if source.package or source.files:
        source_faces(source, ())


def _failing(parts: list[Callable[[], object]]) -> Iterator[InputError]:
    for part in parts:
        try:
            part()
        except InputError as error:
            yield error


def _different(errors: list[InputError]) -> list[InputError]:
    return list({str(error): error for error in errors}.values())


def _blocking(error: InputError) -> Finding:
    """Return an error as a finding; its words stay as they are, its place goes into the message."""
    where = ", ".join(f"{key} {value}" for key, value in error.place.items())
    message = f"{where}: {error.message}" if where else error.message
    place = {key: str(value) for key, value in error.place.items()}
    return Finding(error.code, "blocks", (message, error.mend), (message, error.mend), place.pop("slot", None), place)


def _missing_files(folder: Path) -> Iterator[Finding]:
    for name, fr, en in (
        ("charter.toml", "la charte éditoriale", "the editorial charter"),
        ("strategy.toml", "la stratégie", "the strategy"),
        ("logos/primary.svg", "le logo principal", "the main logo"),
        ("logos/reversed.svg", "le logo pour fonds foncés", "the logo for dark grounds"),
        ("logos/mono.svg", "le logo d’une couleur", "the one-colour logo"),
    ):
        if not (folder / name).is_file():
            yield finding(
                "file_missing",
                "warns" if name == "logos/primary.svg" else "notes",
                fr=(f"{name} manque ({fr}).", "Ajoutez-le au kit."),
                en=(f"{name} is missing ({en}).", "Add it to the kit."),
                file=name,
            )


def _missing_tokens(kit: BrandKit) -> Iterator[Finding]:
    missing = [path for path in EXPECTED if path not in kit.tokens]
    if missing:
        listed = ", ".join(missing)
        yield finding(
            "token_missing",
            "warns",
            fr=(
                f"Les modèles emploient des jetons que le kit n’a pas : {listed}.",
                "Définissez-les, sinon le modèle garde sa couleur dessinée.",
            ),
            en=(
                f"Templates use tokens that the kit does not have: {listed}.",
                "Define them, or the template keeps what it was drawn with.",
            ),
            tokens=missing,
        )


def _families(kit: BrandKit) -> Iterator[Finding]:
    for path, style in kit.tokens.items():
        if not path.startswith("typography.") or not isinstance(style, Mapping):
            continue
        family = style["family"][0]
        faces = kit.fonts.get(family.lower())
        if faces is None:
            yield finding(
                "font_missing",
                "warns",
                fr=(
                    f"{path} demande {family}, que le kit n’apporte pas.",
                    f'Ajoutez ses fichiers dans fonts/, ou [[fonts]] family = "{family}".',
                ),
                en=(
                    f"{path} asks for {family}, which the kit does not bring.",
                    f'Add its files to fonts/, or [[fonts]] family = "{family}".',
                ),
                token=path,
                family=family,
            )
            continue
        italic = style.get("style", "normal") != "normal"
        if not any(face.weight[0] <= style["weight"] <= face.weight[1] and face.italic == italic for face in faces):
            wanted = f"{style['weight']}{' italic' if italic else ''}"
            yield finding(
                "font_weight_missing",
                "notes",
                fr=(f"{path} demande {family} {wanted} : la graisse la plus proche est prise.", "Ajoutez ce fichier de police."),
                en=(f"{path} asks for {family} {wanted}: the nearest is taken.", "Add that font file."),
                token=path,
                family=family,
            )


def _low_contrasts(contrasts: tuple[Contrast, ...]) -> Iterator[Finding]:
    for pair in contrasts:
        if pair.enough:
            continue
        yield finding(
            "contrast_low",
            "warns",
            fr=(
                f"{pair.text} sur {pair.ground} : {pair.ratio:.2f}:1, il faut {pair.needed:g}:1.",
                "Éclaircissez l’un ou foncez l’autre.",
            ),
            en=(f"{pair.text} on {pair.ground}: {pair.ratio:.2f}:1, {pair.needed:g}:1 is needed.", "Make one lighter or the other darker."),
            text=pair.text,
            ground=pair.ground,
            ratio=round(pair.ratio, 2),
            needed=pair.needed,
        )


def _hashtags(kit: BrandKit) -> Iterator[Finding]:
    sets: Mapping[str, Any] = kit.charter["hashtags"]["pillars"]
    pillars = [pillar["id"] for pillar in kit.strategy["pillars"]]
    for name in sets:
        if pillars and name not in pillars:
            near = difflib.get_close_matches(name, pillars, 1)
            hint = f" ({near[0]} ?)" if near else ""
            yield finding(
                "pillar_unknown",
                "warns",
                fr=(
                    f"charter.toml a des mots-dièse pour « {name} », qui n’est pas un pilier.",
                    f"Nommez un pilier de strategy.toml{hint}.",
                ),
                en=(f"charter.toml has hashtags for {name!r}, which is no pillar.", f"Name a pillar of strategy.toml{hint}."),
                pillar=name,
            )
