"""A kit's folder becomes one frozen BrandKit, and a kit's name becomes its folder."""

from __future__ import annotations

import difflib
import hashlib
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from visualgen.brand.artwork import read_artwork
from visualgen.brand.charter import read_charter
from visualgen.brand.composites import read_style
from visualgen.brand.css import custom_properties
from visualgen.brand.fields import FILE_BYTES, Fields, read_toml
from visualgen.brand.fonts import FontSource, read_fonts
from visualgen.brand.model import BrandKit, FontFile, PhotoTreatment, SpanStyle
from visualgen.brand.strategy import read_strategy
from visualgen.brand.tokens import Token, read_tokens
from visualgen.brand.values import BadValue
from visualgen.brand.variants import SEPARATOR, split_variant, turned_artwork, variant_file, variants_of
from visualgen.errors import KitError, TokenError, UnknownName
from visualgen.settings import Settings

BRAND_FILE = "brand.toml"
TOKENS_FILE = "brand.tokens.json"
VENDOR = "org.visualgen"

GRADES = ("none", "duotone", "warm", "cool", "mono")
WINDOWS = ("none", "round", "arch", "cut", "circle")

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def find_kits(settings: Settings) -> tuple[BrandKit, ...]:
    """Return every kit of the settings' folders, by name; of two with one name the first folder's counts.

    Raises what `load_kit` raises for a kit that cannot be read.
    """
    return tuple(load_kit(folder, settings) for _, folder in sorted(kit_folders(settings).items()))


def kit_folders(settings: Settings) -> dict[str, Path]:
    """Return the folder of every kit by its name, unread."""
    found: dict[str, Path] = {}
    for place in settings.kits_dirs:
        for folder in sorted(place.iterdir()) if place.is_dir() else ():
            if (folder / BRAND_FILE).is_file():
                found.setdefault(folder.name, folder)
    return found


def kit_paths(settings: Settings) -> dict[str, Path]:
    """Return what `load_kit` reads by name, unread: every kit's folder, and under `levain:dark` the file of a variant."""
    paths: dict[str, Path] = {}
    for name, folder in kit_folders(settings).items():
        paths[name] = folder
        paths |= {f"{name}{SEPARATOR}{variant}": folder / variant_file(variant) for variant in variants_of(folder)}
    return paths


def find_kit(spec: str | Path, settings: Settings) -> Path:
    """Return the folder of a kit: a path to it, or its name in the settings' folders, with or without a variant; raises `UnknownName`."""
    spec, _ = split_variant(spec)
    path = Path(spec).expanduser()
    if isinstance(spec, Path) or "/" in str(spec) or path.is_dir():
        folder = path.parent if path.name == BRAND_FILE else path
        if (folder / BRAND_FILE).is_file():
            return folder
        raise UnknownName(
            f"there is no {BRAND_FILE} in {folder}",
            mend="name a kit’s folder, or a kit by its name",
            kit=str(spec),
        ).french(f"il n’y a pas de {BRAND_FILE} dans {folder}", "donnez le dossier d’un kit, ou le nom d’un kit")
    kits = kit_folders(settings)
    if str(spec) in kits:
        return kits[str(spec)]
    near = difflib.get_close_matches(str(spec), kits, 1)
    mend = f"did you mean {near[0]!r}?" if near else f"kits that are there: {', '.join(kits) or 'none'}"
    mend_fr = f"vouliez-vous dire « {near[0]} » ?" if near else f"kits connus : {', '.join(kits) or 'aucun'}"
    fr = (f"aucun kit de marque ne s’appelle « {spec} »", mend_fr)
    raise UnknownName(f"no brand kit is named {spec!r}", mend=mend, kit=str(spec)).french(*fr)


def kit_path(spec: str | Path, settings: Settings) -> tuple[str, Path]:
    """Return the name of a kit or variant and the path that `load_kit` reads, as in `kit_paths`; raises `UnknownName`."""
    folder, variant = find_kit(spec, settings), split_variant(spec)[1]
    if not variant:
        return folder.name, folder
    return f"{folder.name}{SEPARATOR}{variant}", folder / variant_file(variant)


def load_kit(spec: str | Path, settings: Settings, variant: str | None = None) -> BrandKit:
    """Return the kit of a name or a folder; `levain:dark`, or `variant`, asks for a variant of it.

    Raises `UnknownName`, `KitError` (a file of the kit), `TokenError` (a token) or `FontError` (a font).
    """
    folder = find_kit(spec, settings).resolve()
    variant = variant or split_variant(spec)[1]
    fields = Fields(read_toml(folder / BRAND_FILE), file=str(folder / BRAND_FILE))
    own = load_tokens(folder)
    tokens = load_tokens(folder, variant) if variant else own
    values = {path: token.value for path, token in tokens.items()}
    identity = read_identity(fields)
    locales = identity.locales
    charter = read_charter(folder / "charter.toml")
    fonts = read_fonts(folder / "fonts", [font_source(table, folder) for table in fields.tables("fonts")])
    artwork = read_artwork(folder, fields.table("logos"))
    spans = fields.table("spans")
    kit = BrandKit(
        name=f"{folder.name}{SEPARATOR}{variant}" if variant else folder.name,
        title=identity.title,
        folder=folder,
        locale=locales[0],
        timezone=identity.timezone,
        contact=identity.contact,
        legal=identity.legal,
        tokens=values,
        css=custom_properties(tokens.values()),
        fonts=fonts,
        artwork=turned_artwork(artwork, {path: token.value for path, token in own.items()}, values) if variant else artwork,
        photo=_photo(fields.table("photo"), own),
        bold=_span(spans.table("bold"), tokens, SpanStyle(weight=700)),
        accent=_span(spans.table("accent"), tokens, SpanStyle(color=_optional(tokens, "color.accent"))),
        french_spacing=bool(charter["spelling"]["french_spacing"]) and locales[0].lower().startswith("fr"),
        accounts=identity.accounts,
        charter=charter,
        strategy=read_strategy(folder / "strategy.toml"),
        digest="",
        tagline=identity.tagline,
        about=identity.about,
        locales=locales,
        variant=variant or "",
        variants=variants_of(folder),
    )
    spans.done()
    fields.done()
    return replace(kit, digest=_digest(kit))


@dataclass(frozen=True, slots=True)
class Identity:
    """What brand.toml says of the brand itself, before any token."""

    title: str
    tagline: str
    about: str
    locales: tuple[str, ...]
    timezone: str
    contact: Mapping[str, str]
    legal: Mapping[str, str]
    accounts: Mapping[str, str]


def read_identity(fields: Fields) -> Identity:
    """Return who the brand is; raises `KitError`."""
    return Identity(
        title=fields.text("title"),
        tagline=fields.text("tagline", ""),
        about=fields.text("about", ""),
        locales=_locales(fields),
        timezone=_timezone(fields),
        contact=fields.words("contact"),
        legal=fields.words("legal"),
        accounts=fields.words("accounts"),
    )


def load_tokens(folder: Path, variant: str | None = None) -> dict[str, Token]:
    """Return the resolved tokens of a kit's folder, a variant's laid over them; typography takes in what `$extensions` adds under our name.

    Raises `KitError`, `TokenError`, or `UnknownName` for a variant that the kit does not have.
    """
    path = folder / TOKENS_FILE
    data = _token_bytes(path)
    if not variant:
        return {name: _extended(token, str(path)) for name, token in read_tokens(data, file=str(path)).items()}
    over = folder / variant_file(variant)
    if not over.is_file():
        known = variants_of(folder)
        near = difflib.get_close_matches(variant, known, 1)
        mend = f"did you mean {folder.name}{SEPARATOR}{near[0]}?" if near else f"variants that are there: {', '.join(known) or 'none'}"
        raise UnknownName(f"the kit {folder.name!r} has no variant {variant!r}", mend=mend, kit=f"{folder.name}{SEPARATOR}{variant}")
    tokens = read_tokens(_token_bytes(over), file=str(over), base=data)
    return {name: _extended(token, str(over)) for name, token in tokens.items()}


def _token_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise KitError(f"the kit has no {TOKENS_FILE}", mend="export the design tokens (DTCG) to that name", file=str(path))
    if path.stat().st_size > FILE_BYTES:
        raise TokenError(f"the file has more than {FILE_BYTES:,} bytes", mend="export the tokens of one brand", file=str(path))
    return path.read_bytes()


def _extended(token: Token, file: str) -> Token:
    added = token.extensions.get(VENDOR)
    if token.type != "typography" or not isinstance(added, dict):
        return token
    try:
        return replace(token, value={**token.value, **read_style(added)})
    except BadValue as problem:
        raise TokenError(problem.what, mend=problem.mend, file=file, token=token.path) from None


def _optional(tokens: dict[str, Token], path: str) -> str | None:
    return str(tokens[path].value) if path in tokens else None


def _locales(fields: Fields) -> tuple[str, ...]:
    locales = fields.texts("locales", ("fr-FR",))
    wrong = [locale for locale in locales if not _LOCALE.fullmatch(locale)]
    if wrong or not locales:
        what = f"{wrong[0]!r} is not a locale" if wrong else "the list is empty"
        raise fields.error("locales", what, 'write ["fr-FR"], the main one first')
    return locales


def _timezone(fields: Fields) -> str:
    name = fields.text("timezone", "Europe/Paris")
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise fields.error("timezone", f"{name!r} is not a time zone", 'write an IANA name such as "Europe/Paris"') from None
    return name


def font_source(fields: Fields, folder: Path) -> FontSource:
    """Return one `[[fonts]]` table; raises `KitError`."""
    axes = fields.table("variations")
    files = tuple(folder / name for name in fields.texts("files", ()))
    for path in files:
        if not path.resolve().is_relative_to(folder):
            raise fields.error("files", f"{path.name} is outside the kit", "put the font into the kit’s fonts/ folder")
    source = FontSource(
        family=fields.text("family"),
        package=fields.text("package", ""),
        files=files,
        variations={axis: axes.number(axis) for axis in axes.values},
    )
    fields.done()
    return source


def _photo(fields: Fields, tokens: dict[str, Token]) -> PhotoTreatment:
    plain = PhotoTreatment()
    treatment = PhotoTreatment(
        grade=cast(Any, fields.choice("grade", GRADES, plain.grade)),
        dark=_color(fields, "dark", tokens, "color.shade", plain.dark),
        light=_color(fields, "light", tokens, "color.paper", plain.light),
        strength=fields.number("strength", plain.strength, low=0, high=1),
        grain=fields.number("grain", plain.grain, low=0, high=1),
        window=cast(Any, fields.choice("window", WINDOWS, plain.window)),
        window_radius=fields.number("window_radius", plain.window_radius, low=0, high=1080),
    )
    fields.done()
    return treatment


def _span(fields: Fields, tokens: dict[str, Token], plain: SpanStyle) -> SpanStyle:
    style = SpanStyle(
        color=_color(fields, "color", tokens, "", "") or None if fields.has("color") else plain.color,
        weight=int(fields.number("weight", low=1, high=1000)) if fields.has("weight") else plain.weight,
        italic=fields.flag("italic") if fields.has("italic") else plain.italic,
        family=fields.text("family") if fields.has("family") else plain.family,
    )
    fields.asked += ["color", "weight", "italic", "family"]
    fields.done()
    return style


def _color(fields: Fields, key: str, tokens: dict[str, Token], token: str, plain: str) -> str:
    """Return the sRGB hex of a key that holds a token's path or a colour."""
    text = fields.text(key, token if token in tokens else plain)
    if text in tokens and tokens[text].type == "color":
        return str(tokens[text].value)
    if text.startswith("#"):
        return text
    near = difflib.get_close_matches(text, [path for path, other in tokens.items() if other.type == "color"], 1)
    mend = f"did you mean {near[0]!r}?" if near else 'write "color.ink"'
    raise fields.error(key, f"{text!r} is neither a colour token nor #rrggbb", mend)


def _digest(kit: BrandKit) -> str:
    """Return the SHA-256 of all that changes pictures: bytes of files, never their names' places or dates."""
    whole = hashlib.sha256()
    facts = (
        kit.name, kit.title, kit.tagline, kit.locale, sorted(kit.contact.items()), sorted(kit.legal.items()), sorted(kit.accounts.items()),
        list(kit.css.items()), kit.photo, kit.bold, kit.accent, kit.french_spacing,
    )  # fmt: skip
    whole.update(repr(facts).encode())
    for name, piece in sorted(kit.artwork.items()):
        whole.update(repr((name, piece.clear_space, piece.min_width_px, piece.backgrounds, len(piece.svg))).encode() + piece.svg)
    for family, faces in sorted(kit.fonts.items()):
        for face in faces:
            whole.update(repr((family, _font_digest(face), sorted(face.variations.items()))).encode())
    return whole.hexdigest()


def _font_digest(face: FontFile) -> str:
    with face.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
