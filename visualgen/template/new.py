"""A template to start from: one finished drawing with frames and slots, and a template.toml that explains itself."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template as Text

from visualgen.errors import TemplateError

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}$")

_DRAWING = Text("""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1350" width="1080" height="1350">
  <title>$title</title>
  <style>
    .headline {
      font-family: var(--typography-headline-family, Georgia, serif); font-weight: var(--typography-headline-weight, 700);
      letter-spacing: var(--typography-headline-tracking, -.02em); line-height: var(--typography-headline-leading, 1.02);
      font-stretch: var(--typography-headline-stretch, 100%); text-transform: var(--typography-headline-case, none);
    }
    .text {
      font-family: var(--typography-text-family, Helvetica, Arial, sans-serif); font-weight: var(--typography-text-weight, 400);
      letter-spacing: var(--typography-text-tracking, 0); line-height: var(--typography-text-leading, 1.4);
    }
    .button { rx: var(--radius-button, 16px); }
  </style>
  <defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#f7c873"/><stop offset="1" stop-color="#c9694a"/></linearGradient>
  </defs>
  <rect x="0" y="0" width="1080" height="1350" fill="var(--color-paper, #f7f1e6)"/>
  <g id="unless:photo">
    <rect x="0" y="0" width="1080" height="620" fill="var(--color-soft, #e4ddcf)"/>
    <rect id="brand:device" x="540" y="40" width="540" height="580" fill="none"/>
  </g>
  <g id="if:photo">
    <rect id="slot:photo" x="0" y="0" width="1080" height="620" fill="url(#sky)"/>
  </g>
  <rect x="0" y="40" width="420" height="148" fill="var(--color-paper, #f7f1e6)"/>
  <rect id="brand:logo" x="72" y="66" width="300" height="96" fill="none" data-align="xMinYMid"/>
  <rect id="frame:headline" x="72" y="690" width="936" height="330" fill="none"/>
  <text id="slot:headline" class="headline" font-size="140" fill="var(--color-ink, #1f1a17)">
    <tspan x="72" y="810">Un titre</tspan>
    <tspan x="72" y="953">qui arrête</tspan>
  </text>
  <rect id="frame:text" x="72" y="1050" width="800" height="110" fill="none"/>
  <text id="slot:text" class="text" font-size="36" fill="var(--color-ink, #1f1a17)">
    <tspan x="72" y="1086">Une phrase qui dit l’essentiel,</tspan>
    <tspan x="72" y="1136">et pas une de plus.</tspan>
  </text>
  <g id="if:cta">
    <rect class="button" x="72" y="1190" width="460" height="88" fill="var(--color-primary, #23453c)"/>
    <rect id="frame:cta" x="108" y="1204" width="388" height="60" fill="none"/>
    <text id="slot:cta" class="text" font-size="34" fill="var(--color-on-primary, #f7f1e6)">
      <tspan x="108" y="1246">Je réserve</tspan>
    </text>
  </g>
</svg>
""")

_BEHAVIOUR = Text("""\
title = "$title"
purpose = "Ce que ce modèle sait faire, en une phrase."
tags = []

# Every line below is optional: a slot works as it is drawn. docs/templates.md has them all.

[slots.headline]
required = true                 # a picture without it is an error
help = "Deux à huit mots."      # shown in forms
fit = [56, 160]                 # smallest and largest size in px
lines = 3                       # then an ellipsis, and a finding
balance = true                  # lines of equal length

[slots.text]
help = "Une ou deux phrases."
fit = [28, 36]
lines = 2

[slots.cta]
help = "Ce qu’il faut faire."
fit = [28, 34]
lines = 1
valign = "middle"

[slots.photo]
type = "image"                  # also: text, footage, logo, color, list, qr
help = "Sans photo, le titre a toute la page."

# [colors]                      # colours drawn in the art → tokens of the kit
# "#0A7D5C" = "color.primary"

# [pins]                        # where layers hold when a ratio is derived: left right top bottom center stretch
# logo = ["left", "top"]
""")


def new_template(name: str, folder: Path) -> tuple[Path, ...]:
    """Write a starter template `folder/name/` and return its files. Raises `TemplateError` where it cannot."""
    if not _NAME.match(name):
        raise TemplateError(f"{name!r} cannot be a template's name", mend="use lower-case letters, digits and dashes: autumn-sale")
    place = folder / name
    if place.exists():
        raise TemplateError("it is there already", mend="choose another name, or remove it", file=str(place))
    title = name.replace("-", " ").replace("_", " ").capitalize()
    files = {place / "4x5.svg": _DRAWING, place / "template.toml": _BEHAVIOUR}
    try:
        place.mkdir(parents=True)
        for path, text in files.items():
            path.write_text(text.substitute(title=title), encoding="utf-8")
    except OSError as error:
        raise TemplateError(f"it cannot be written: {error.strerror}", mend="choose another folder with --dir", file=str(place)) from None
    return tuple(files)
