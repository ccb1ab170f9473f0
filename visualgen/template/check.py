"""What a designer should know about a template before anyone uses it: slots, and problems with their mends."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lxml.etree import _Element as Element

from visualgen.formats import RATIOS
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG, tag
from visualgen.template.discovery import slots_of
from visualgen.template.model import Drawing, SlotSpec, Template
from visualgen.template.names import named_layers
from visualgen.template.reading import GIVEN_NAMES, drawing_tree, sample_file, unused_drawings
from visualgen.template.sandbox import names_in
from visualgen.template.target import is_same_aspect

Severity = Literal["error", "warning", "note"]

COLORS = ("paper", "ink", "muted", "soft", "on-soft", "primary", "on-primary", "accent", "on-accent", "line", "shade", "on-shade")
TYPOGRAPHY = ("headline", "text", "label", "numeral", "quote")
PARTS = ("family", "size", "weight", "leading", "tracking", "case", "stretch", "style")
TOKENS = frozenset(
    {f"--color-{name}" for name in COLORS}
    | {f"--typography-{name}-{part}" for name in TYPOGRAPHY for part in PARTS}
    | {"--radius-card", "--radius-button", "--stroke-rule"}
)
"""The custom properties every kit has."""
USUAL_RATIOS = ("1x1", "4x5", "9x16")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_DECLARED = re.compile(r"(--[\w-]+)\s*:")
_OUTLINE_HELP = (
    "export text as text. Figma: untick “Outline text”, tick “Include id attribute”; Illustrator: SVG, Text as SVG,"
    " Object IDs = Layer names; Inkscape: save as Plain or Inkscape SVG"
)
_OUTLINE_HELP_FR = (
    "exportez le texte comme texte. Figma : décochez « Outline text », cochez « Include id attribute » ; Illustrator : Police : SVG,"
    " ID d’objet : Noms de calque ; Inkscape : enregistrez en SVG Inkscape"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend. `file` is the drawing it is in, `layer` the layer or slot; `fr` is (what, mend) in French."""

    code: str
    severity: Severity
    message: str
    mend: str
    file: str = ""
    layer: str = ""
    fr: tuple[str, str] | None = None

    def words(self, language: str) -> tuple[str, str]:
        """Return (what is wrong, what to do) in French for "fr", else in English."""
        return self.fr if language == "fr" and self.fr is not None else (self.message, self.mend)

    def to_dict(self, language: str = "en") -> dict[str, str]:
        """Return the problem as JSON data."""
        message, mend = self.words(language)
        return {
            "code": self.code, "severity": self.severity, "message": message, "mend": mend, "file": self.file, "layer": self.layer,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """A template with its trees, by drawing."""

    template: Template
    trees: Mapping[tuple[str, int], Element]
    tokens: frozenset[str]
    artwork: frozenset[str] | None


def check_template(
    template: Template, limits: Limits, *, tokens: frozenset[str] = TOKENS, artwork: frozenset[str] | None = None
) -> tuple[Problem, ...]:
    """Return the problems of a template that can be read, the gravest first; `tokens` and `artwork` are what the kit has.

    Raises what reading a drawing raises.
    """
    samples = {name: spec.sample for name, spec in template.slots.items() if spec.sample is not None}
    values = {**samples, "brand": {}, "page": 1, "pages": 1, "width": 1080, "height": 1080, "ratio": ""}
    trees = {key: drawing_tree(drawing, limits, values, lenient=True) for key, drawing in template.drawings.items()}
    facts = _Facts(template, trees, tokens, artwork)
    order = ("error", "warning", "note")
    found = [problem for check in CHECKS for problem in check(facts)]
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: order.index(problem.severity)))


def describe_slot(spec: SlotSpec) -> dict[str, Any]:
    """Return a slot as JSON data: name, type and what was said about it."""
    data: dict[str, Any] = {"name": spec.name, "type": spec.type, "required": spec.required}
    for key in ("help", "sample", "default", "value", "lines", "align", "valign", "case", "window", "priority"):
        value = getattr(spec, key)
        if value not in (None, "", False, 0):
            data[key] = value
    if spec.fit is not None:
        data["fit"] = list(spec.fit)
    if spec.fields:
        data["fields"] = [describe_slot(inner) for inner in spec.fields.values()]
    return data


def _nothing_named(facts: _Facts) -> Iterator[Problem]:
    for drawing, tree in _drawings(facts):
        if not any(layer.kind in ("slot", "brand") for _, layer in named_layers(tree)):
            yield Problem(
                "no_slots",
                "warning",
                "no layer is named",
                "name layers slot:headline, slot:photo, brand:logo…",
                drawing.path.name,
                fr=("aucun calque n’est nommé", "nommez des calques slot:headline, slot:photo, brand:logo…"),
            )


def _outlined_text(facts: _Facts) -> Iterator[Problem]:
    for drawing, tree in _drawings(facts):
        if next(tree.iter(SVG + "text"), None) is None and next(tree.iter(SVG + "path"), None) is not None:
            yield Problem(
                "text_outlined",
                "warning",
                "the drawing has no text, only outlines",
                _OUTLINE_HELP,
                drawing.path.name,
                fr=("le dessin n’a pas de texte, que des tracés", _OUTLINE_HELP_FR),
            )


def _frames(facts: _Facts) -> Iterator[Problem]:
    for drawing, tree in _drawings(facts):
        slots = {layer.name for _, layer in named_layers(tree) if layer.kind in ("slot", "each")}
        for _, layer in named_layers(tree):
            if layer.kind == "frame" and layer.name not in slots:
                mend = f"name a text slot:{layer.name}, or remove the frame{_near(layer.name, slots)}"
                mend_fr = f"nommez un texte slot:{layer.name}, ou retirez le cadre{_near(layer.name, slots, 'fr')}"
                yield Problem(
                    "frame_without_slot",
                    "warning",
                    f"frame:{layer.name} frames no slot",
                    mend,
                    drawing.path.name,
                    layer.name,
                    fr=(f"frame:{layer.name} n’encadre aucune zone", mend_fr),
                )


def _lists(facts: _Facts) -> Iterator[Problem]:
    for drawing, tree in _drawings(facts):
        layers = {str(layer) for _, layer in named_layers(tree)}
        for layer in sorted(layers):
            if layer.startswith("each:") and "/" not in layer and f"{layer}/2" not in layers:
                mend = f"copy the group to where the second item goes and name it {layer}/2; without it items go down"
                mend_fr = f"copiez le groupe où va le deuxième élément et nommez-le {layer}/2 ; sans lui, les éléments descendent"
                yield Problem(
                    "list_without_step",
                    "note",
                    f"{layer} has no second item",
                    mend,
                    drawing.path.name,
                    layer,
                    fr=(f"{layer} n’a pas de deuxième élément", mend_fr),
                )


def _ratios(facts: _Facts) -> Iterator[Problem]:
    template = facts.template
    if template.ratios == ("own",):
        return
    for ratio in USUAL_RATIOS:
        if ratio not in template.ratios:
            yield Problem(
                "ratio_missing",
                "note",
                f"{ratio} is not drawn: it is derived",
                f"draw {ratio}.svg if the result does not please",
                fr=(f"{ratio} n’est pas dessiné : il est déduit", f"dessinez {ratio}.svg si le résultat ne plaît pas"),
            )
    for (ratio, _), drawing in template.drawings.items():
        named = RATIOS.get(ratio)
        if named is not None and drawing.size is not None and not is_same_aspect(drawing.size, (named.width_px, named.height_px)):
            shown = "{:g} × {:g}".format(*drawing.size)
            mend = f"draw it at {named.width_px} × {named.height_px}, or rename it"
            mend_fr = f"dessinez-le en {named.width_px} × {named.height_px}, ou renommez-le"
            yield Problem(
                "ratio_wrong",
                "error",
                f"the canvas is {shown}, which is not {ratio}",
                mend,
                drawing.path.name,
                fr=(f"la page fait {shown}, ce n’est pas {ratio}", mend_fr),
            )
    pages = {ratio: template.pages(ratio) for ratio in template.ratios}
    if len(set(pages.values())) > 1:
        shown = ", ".join(f"{ratio}: {count}" for ratio, count in pages.items())
        yield Problem(
            "pages_differ",
            "warning",
            f"the ratios have different numbers of pages ({shown})",
            "draw every page in every ratio",
            fr=(f"les formats n’ont pas le même nombre de pages ({shown})", "dessinez chaque page dans chaque format"),
        )
    for name in unused_drawings(template.folder):
        yield Problem(
            "file_unused",
            "note",
            f"{name} is not used",
            "name it by its ratio (4x5.svg, 4x5.2.svg), or remove it",
            name,
            fr=(f"{name} ne sert pas", "nommez-le par son format (4x5.svg, 4x5.2.svg), ou retirez-le"),
        )


def _slots_differ(facts: _Facts) -> Iterator[Problem]:
    found: dict[str, dict[str, str]] = {}
    for (ratio, _), tree in facts.trees.items():
        found.setdefault(ratio, {}).update((name, slot.type) for name, slot in slots_of(tree).items())
    every = dict.fromkeys(name for slots in found.values() for name in slots)
    for name in every:
        without = [ratio for ratio, slots in found.items() if name not in slots]
        if without:
            mend = f"name a layer slot:{name} there, or leave it out on purpose{_near(name, set(every) - {name})}"
            mend_fr = f"nommez-y un calque slot:{name}, ou laissez-le de côté exprès{_near(name, set(every) - {name}, 'fr')}"
            yield Problem(
                "slot_missing",
                "warning",
                f"slot {name!r} is not drawn in {', '.join(without)}",
                mend,
                layer=name,
                fr=(f"la zone « {name} » n’est pas dessinée dans {', '.join(without)}", mend_fr),
            )
        kinds = {slots[name] for slots in found.values() if name in slots}
        if len(kinds) > 1:
            shown = " and ".join(sorted(kinds))
            mend = f"draw it the same way everywhere, or set type in [slots.{name}]"
            mend_fr = f"dessinez-la partout de la même façon, ou dites son type dans [slots.{name}]"
            yield Problem(
                "slot_type_differs",
                "error",
                f"slot {name!r} is {shown} in different ratios",
                mend,
                layer=name,
                fr=(f"la zone « {name} » change de type selon le format ({' et '.join(sorted(kinds))})", mend_fr),
            )


def _behaviour(facts: _Facts) -> Iterator[Problem]:
    template = facts.template
    drawn = {name for tree in facts.trees.values() for name in slots_of(tree)}
    used = {wanted for spec in template.slots.values() if spec.value for wanted in names_in(spec.value, file=spec.name)}
    for drawing in template.drawings.values():
        if drawing.jinja:
            used |= set(names_in(drawing.source.decode("utf-8", "replace"), file=drawing.path.name))
    for name, spec in template.slots.items():
        if name not in drawn and name not in used:
            mend = f"name a layer slot:{name}, or remove [slots.{name}]{_near(name, drawn)}"
            mend_fr = f"nommez un calque slot:{name}, ou retirez [slots.{name}]{_near(name, drawn, 'fr')}"
            yield Problem(
                "slot_not_drawn",
                "warning",
                f"slot {name!r} is in no drawing",
                mend,
                "template.toml",
                name,
                fr=(f"la zone « {name} » n’est dans aucun dessin", mend_fr),
            )
        if spec.type in ("image", "footage") and isinstance(spec.sample, str) and sample_file(template, name, spec.sample) is None:
            yield Problem(
                "sample_missing",
                "error",
                f"the sample {spec.sample!r} is not in sample/",
                "add it",
                "template.toml",
                name,
                fr=(f"l’exemple « {spec.sample} » n’est pas dans sample/", "ajoutez-le"),
            )
        for wanted in names_in(spec.value, file=name) if spec.value else ():
            if wanted not in template.slots and wanted not in GIVEN_NAMES:
                mend = f"use a slot's name{_near(wanted, set(template.slots))}"
                mend_fr = f"prenez le nom d’une zone{_near(wanted, set(template.slots), 'fr')}"
                yield Problem(
                    "value_unknown",
                    "error",
                    f"its value uses {wanted!r}, which is no slot",
                    mend,
                    "template.toml",
                    name,
                    fr=(f"sa valeur utilise « {wanted} », qui n’est pas une zone", mend_fr),
                )
    layers = {layer.name for tree in facts.trees.values() for _, layer in named_layers(tree)}
    for name in template.pins:
        if name not in layers:
            yield Problem(
                "pin_unknown",
                "warning",
                f"pin: no layer is called {name!r}",
                f"correct it{_near(name, layers)}",
                "template.toml",
                name,
                fr=(f"pin : aucun calque ne s’appelle « {name} »", f"corrigez-le{_near(name, layers, 'fr')}"),
            )


def _tokens(facts: _Facts) -> Iterator[Problem]:
    known = facts.tokens
    for drawing, tree in _drawings(facts):
        texts = [str(value) for element in tree.iter("*") for value in element.attrib.values() if "var(" in str(value)]
        sheets = [element.text or "" for element in tree.iter(SVG + "style")]
        declared = {name for text in sheets for name in _DECLARED.findall(text)}
        for name in sorted({name for text in (*texts, *sheets) for name in _VARIABLE.findall(text)} - declared - known):
            mend = f"use a token of the kit{_near(name, known)}; the drawn fallback is used until then"
            mend_fr = f"prenez un token du kit{_near(name, known, 'fr')} ; d’ici là, la valeur dessinée sert"
            yield Problem(
                "token_unknown",
                "warning",
                f"var({name}) is no token",
                mend,
                drawing.path.name,
                name,
                fr=(f"var({name}) n’est pas un token", mend_fr),
            )
    for drawn, token in facts.template.colors.items():
        if f"--{token.replace('.', '-')}" not in known:
            names = {name[2:].replace("-", ".", 1) for name in known if name.startswith("--color")}
            yield Problem(
                "token_unknown",
                "warning",
                f"{drawn} is mapped to {token!r}, no token{_near(token, names)}",
                "correct [colors]",
                "template.toml",
                fr=(f"{drawn} est relié à « {token} », qui n’est pas un token{_near(token, names, 'fr')}", "corrigez [colors]"),
            )


def _artwork(facts: _Facts) -> Iterator[Problem]:
    if facts.artwork is None:
        return
    known = {name.replace("-", "_") for name in facts.artwork}
    for drawing, tree in _drawings(facts):
        for _, layer in named_layers(tree):
            if layer.kind == "brand" and layer.full_name.replace("-", "_") not in known:
                is_logo = layer.name == "logo"
                what = "the render will fail" if is_logo else "the layer is left out"
                message = f"the kit has no artwork {layer.full_name!r}: {what}"
                mend = f"it has: {', '.join(sorted(facts.artwork))}"
                what_fr = "le rendu échouera" if is_logo else "le calque est laissé de côté"
                fr = (f"le kit n’a pas de dessin « {layer.full_name} » : {what_fr}", f"il a : {', '.join(sorted(facts.artwork))}")
                yield Problem("artwork_missing", "error" if is_logo else "note", message, mend, drawing.path.name, str(layer), fr=fr)


def _drawings(facts: _Facts) -> Iterator[tuple[Drawing, Element]]:
    for key, drawing in facts.template.drawings.items():
        if tag(facts.trees[key]) == "svg":
            yield drawing, facts.trees[key]


def _near(name: str, names: set[str] | frozenset[str], language: str = "en") -> str:
    found = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.6)
    if not found:
        return ""
    return f" (vouliez-vous dire « {found[0]} » ?)" if language == "fr" else f" (did you mean {found[0]!r}?)"


CHECKS: tuple[Callable[[_Facts], Iterator[Problem]], ...] = (
    _nothing_named,
    _outlined_text,
    _frames,
    _lists,
    _ratios,
    _slots_differ,
    _behaviour,
    _tokens,
    _artwork,
)
