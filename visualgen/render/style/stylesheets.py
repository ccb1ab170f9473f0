"""The style sheets of a drawing: rules that hold on a screen, ready to be matched, and the fonts they would fetch.

`@keyframes` are kept by name, for clips; nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import cssselect2
import tinycss2

from visualgen.errors import LimitExceeded
from visualgen.render.style.animations import Keyframe, read_keyframes
from visualgen.render.style.properties import COLORS, OPACITIES
from visualgen.render.style.typography import font_size
from visualgen.svg.attributes import SVG, Element
from visualgen.svg.calc import css_length
from visualgen.svg.color import parse_color

_MATCHING_BUDGET = 20_000_000
_HAS_COST = 1_000
_SHEET_CHARS = 2_000_000
_TRUE_FEATURES = re.compile(r"\(\s*(prefers-color-scheme\s*:\s*light|prefers-reduced-motion\s*:\s*no-preference)\s*\)")
_MEDIA = re.compile(r"(?:only\s+)?(?:all|screen)?(?:\s*and\s*)*|not\s+print|not\s+speech")
_CSS_WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
_LAYERS = 1_000
_SELECTOR_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration; `text` is None when var() has to be put in first."""

    name: str
    tokens: tuple[Any, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class Declarations:
    """A rule's declarations, those marked !important apart. `layer`: 0 for rules in no layer, below it for those in layers."""

    normal: tuple[Declaration, ...] = ()
    important: tuple[Declaration, ...] = ()
    layer: int = 0


@dataclass(slots=True)
class Sheets:
    """Every rule of the drawing's `<style>` elements. `remote_fonts` are families (or addresses) that are not fetched.

    `nodes` is how many elements the rules are matched against, `cost` what one element costs, in plain selectors.
    """

    matcher: cssselect2.Matcher = field(default_factory=cssselect2.Matcher)
    selectors: int = 0
    remote_fonts: list[str] = field(default_factory=list)
    namespaces: dict[str | None, str] = field(default_factory=dict)
    layers: list[str] = field(default_factory=list)
    keyframes: dict[str, tuple[Keyframe, ...]] = field(default_factory=dict)
    nodes: int = 1
    cost: int = 0

    def matching(self, wrapper: cssselect2.ElementWrapper) -> list[Declarations]:
        """Return the declarations of the rules that match, weakest first (layers before specificity, CSS Cascade 5, §6)."""
        if not self.selectors:
            return []
        found = [payload for _, _, _, payload in self.matcher.match(wrapper)]
        return sorted(found, key=lambda rule: rule.layer) if self.layers else found


def read_sheets(styles: Iterable[Element], nodes: int) -> Sheets:
    """Read `<style>` elements in document order; `nodes` is how many elements they may be matched against.

    Raises `LimitExceeded` when matching would take too long.
    """
    sheets = Sheets(nodes=nodes)
    for element in styles:
        kind = (element.get("type") or "text/css").strip().lower()
        text = "".join(str(part) for part in element.itertext())
        if kind == "text/css" and _holds(element.get("media") or ""):
            if len(text) > _SHEET_CHARS:
                raise LimitExceeded("a style sheet is too long", mend="keep only the rules the drawing uses", line=element.sourceline)
            _add_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), sheets)
    return sheets


def style_elements(root: Element) -> list[Element]:
    """Return the `<style>` elements of the tree, in document order."""
    return list(root.iter(SVG + "style"))


def inline_declarations(text: str | None) -> Declarations:
    """Return the declarations of a `style` attribute."""
    return _declarations(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)) if text else Declarations()


def _add_rules(rules: Sequence[Any], sheets: Sheets, parent: str = "", layer: str = "") -> None:
    """Add rules; `parent` is the selector list around nested ones, `layer` the cascade layer they stand in."""
    for rule in rules:
        if rule.type == "at-rule":
            _add_at_rule(rule, sheets, parent, layer)
        elif rule.type == "qualified-rule":
            _add_rule(rule, sheets, parent, layer)


def _add_rule(rule: Any, sheets: Sheets, parent: str, layer: str) -> None:
    prelude = _nested_selector(rule.prelude, parent) if parent else tinycss2.serialize(rule.prelude)
    try:
        selectors = cssselect2.compile_selector_list(prelude, sheets.namespaces)
    except cssselect2.SelectorError:
        return
    except (SyntaxError, MemoryError):  # cssselect2 compiles selectors to Python, which nests so far and no further
        raise LimitExceeded("a selector is nested too deeply", mend="simplify the style sheet", line=rule.source_line) from None
    sheets.cost += len(selectors) * (_HAS_COST if ":has(" in prelude else 1)
    if sheets.cost * sheets.nodes > _MATCHING_BUDGET:
        raise LimitExceeded(
            f"the style sheet has too many rules for {sheets.nodes:,} elements", mend="keep only the rules the drawing uses"
        )
    contents = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    declarations = _declarations(contents, _layer_number(layer, sheets))
    for selector in selectors:
        if selector.pseudo_element is None:
            sheets.matcher.add_selector(selector, declarations)
            sheets.selectors += 1
    nested = [item for item in contents if item.type in ("qualified-rule", "at-rule")]
    if nested and len(prelude) < _SELECTOR_CHARS:
        _add_rules(nested, sheets, prelude, layer)


def _nested_selector(prelude: Sequence[Any], parent: str) -> str:
    """Return the selector of a nested rule with `&` put in (CSS Nesting 1)."""
    around = f":is({parent.strip()})"
    parts: list[str] = []
    for part in split_commas(prelude):
        text = "".join(around if token.type == "literal" and token.value == "&" else token.serialize() for token in part).strip()
        refers = any(token.type == "literal" and token.value == "&" for token in part)
        parts.append(text if refers else f"{around} {text}")
    return ",".join(parts)


def split_commas(tokens: Sequence[Any]) -> list[list[Any]]:
    """Return the component values between top-level commas, white space kept."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _layer_number(layer: str, sheets: Sheets) -> int:
    """Return a rule's place among the layers: 0 outside any, else below it, the first layer lowest."""
    return sheets.layers.index(layer) - _LAYERS if layer else 0


def _add_layer(rule: Any, sheets: Sheets, parent: str, around: str) -> None:
    names = [tinycss2.serialize(part).strip() for part in split_commas(rule.prelude)]
    full = [f"{around}.{name}" if around else name or f"anonymous {len(sheets.layers)}" for name in names]
    sheets.layers.extend(name for name in full if name not in sheets.layers and len(sheets.layers) < _LAYERS)
    if rule.content is not None and full[0] in sheets.layers:
        rules = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        _add_rules(rules, sheets, parent, full[0])


def _add_at_rule(rule: Any, sheets: Sheets, parent: str, layer: str) -> None:
    name = rule.lower_at_keyword
    if name == "layer":
        _add_layer(rule, sheets, parent, layer)
    elif name == "namespace":
        _add_namespace(rule.prelude, sheets)
    elif name == "import":
        address = next((token.value for token in rule.prelude if token.type in ("string", "url")), None) or _address(rule.prelude)
        if address:
            sheets.remote_fonts.extend(_imported_families(address))
    elif name in ("keyframes", "-webkit-keyframes"):
        found = read_keyframes(rule)
        if found is not None:
            sheets.keyframes[found[0]] = found[1]
    elif name == "font-face" and rule.content is not None:
        _add_font_face(rule.content, sheets)
    elif rule.content is not None and (name == "supports" or (name == "media" and _holds(tinycss2.serialize(rule.prelude)))):
        _add_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), sheets, parent, layer)


def _add_namespace(prelude: Sequence[Any], sheets: Sheets) -> None:
    prefix = next((token.value for token in prelude if token.type == "ident"), None)
    address = next((token.value for token in prelude if token.type in ("string", "url")), None) or _address(prelude)
    if address:
        sheets.namespaces[prefix] = address


def _add_font_face(content: Sequence[Any], sheets: Sheets) -> None:
    family, remote = "", False
    for declaration in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if declaration.type != "declaration":
            continue
        if declaration.lower_name == "font-family":
            family = tinycss2.serialize(declaration.value).strip().strip("\"'")
        elif declaration.lower_name == "src":
            sources = [token.value for token in declaration.value if token.type == "url"] + [_address(declaration.value) or ""]
            remote = any(re.match(r"(https?:)?//", source) for source in sources)
    if remote and family:
        sheets.remote_fonts.append(family)


def _address(tokens: Sequence[Any]) -> str | None:
    """Return the address of a `url("…")` written with quotation marks."""
    for token in tokens:
        if token.type == "function" and token.lower_name == "url":
            return next((argument.value for argument in token.arguments if argument.type == "string"), None)
    return None


def _imported_families(address: str) -> list[str]:
    """Return the families that a font service's style sheet would bring, else the address itself."""
    try:
        parts = urlsplit(address)
        families = [family.split(":")[0] for value in parse_qs(parts.query).get("family", []) for family in value.split("|")]
    except ValueError:
        families = []
    return families or [address]


def _declarations(items: Iterable[Any], layer: int = 0) -> Declarations:
    normal: list[Declaration] = []
    important: list[Declaration] = []
    for item in items:
        if item.type != "declaration":
            continue
        name = item.name if item.name.startswith("--") else item.lower_name
        tokens = tuple(item.value)
        text = None if has_variable(tokens) else tinycss2.serialize(tokens).strip()
        if text is not None and not _is_valid(name, text):
            continue
        (important if item.important else normal).append(Declaration(name, tokens, text))
    return Declarations(tuple(normal), tuple(important), layer)


def _is_valid(name: str, text: str) -> bool:
    """Say whether a value may hide a weaker one: an invalid colour, opacity or size is as if it were not there."""
    word = text.lower()
    if name.startswith("--") or word in _CSS_WIDE:
        return True
    if name in COLORS:
        paint = "url(" in word or word in ("none", "context-fill", "context-stroke")
        return paint or word == "currentcolor" or parse_color(text, (0.0, 0.0, 0.0, 1.0)) is not None
    if name in OPACITIES:
        return css_length(text, 1.0) is not None
    if name == "font-size":
        return font_size(text, 16.0) is not None
    return bool(text) and not (name in ("mask", "mask-image") and "gradient(" in word)


def has_variable(tokens: Iterable[Any]) -> bool:
    """Say whether var() stands anywhere in the component values."""
    for token in tokens:
        if token.type == "function":
            if token.lower_name == "var" or has_variable(token.arguments):
                return True
        elif token.type in ("() block", "[] block", "{} block") and has_variable(token.content):
            return True
    return False


def _holds(query: str) -> bool:
    """Say whether a media query list holds for a picture: a screen, light, motion allowed; other features do not."""
    return any(_MEDIA.fullmatch(_TRUE_FEATURES.sub("", part.strip().lower()).strip()) for part in query.split(","))
