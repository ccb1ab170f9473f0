"""Faults planted in pictures of the real templates: every one is found, and its sound twin, just across the threshold, is not."""

# ruff: noqa: E501 (tables of cases)

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.preflight.planting import Case, grey_for, photo
from visualgen.findings import Finding
from visualgen.render.products import Output

PAPER = (250, 240, 222)
BRICK = (168, 62, 27)
PLAIN = ('<rect id="brand:pattern" x="0" y="0" width="1080" height="1350" fill="none" opacity="0.6"/>', "")
TEXT = '<text id="slot:text" class="text" font-size="34" fill="var(--color-ink, #1f1a17)">'
HEADLINE = '<text id="slot:headline" class="headline" font-size="190" fill="var(--color-ink, #1f1a17)">'
CTA = '<text id="slot:cta" class="label" font-size="30" fill="var(--color-on-primary, #f7f1e6)">'
FRAME_TEXT = '<rect id="frame:text" x="72" y="790" width="450" height="210" fill="none"/>'
LOW = ('<rect id="frame:text" x="72" y="876" width="700" height="140"', '<rect id="frame:text" x="72" y="1340" width="700" height="140"')
LOWEST = (LOW[0], '<rect id="frame:text" x="72" y="1540" width="700" height="140"')
DATE = '<rect id="frame:date" x="72" y="1028" width="450" height="130" fill="none"/>'
END = "</svg>"


def text_in(color: str, extra: str = "") -> tuple[str, str]:
    return TEXT, f'<text id="slot:text" class="text" font-size="34" fill="{color}"{extra}>'


def headline_in(color: str) -> tuple[str, str]:
    return HEADLINE, f'<text id="slot:headline" class="headline" font-size="190" fill="{color}">'


def cta_in(color: str) -> tuple[str, str]:
    return CTA, f'<text id="slot:cta" class="label" font-size="30" fill="{color}">'


def on_top(markup: str) -> tuple[str, str]:
    return END, f"{markup}{END}"


def behind(markup: str) -> tuple[str, str]:
    return FRAME_TEXT, f"{markup}{FRAME_TEXT}"


def second_logo(x: float, y: float, width: float, more: str = "") -> tuple[str, str]:
    return on_top(f'{more}<rect id="brand:logo-9" x="{x}" y="{y}" width="{width}" height="92" fill="none"/>')


def size(size_px: float) -> tuple[str, str]:
    """A line of the drawing's own, on the paper, at a size."""
    return on_top(f'<text x="72" y="1180" font-family="DM Sans" font-size="{size_px}" fill="var(--color-ink, #000)">Sans gluten</text>')


INK = "var(--color-ink, #1f1a17)"
JPEG, PNG = Output("jpeg"), Output("png")
SHARP, SOFT = photo(1400, 1100), photo(1400, 1100, blur=5)


def bands(lower: str) -> tuple[str, str]:
    """Two turned bands, light over dark, their words so near that each line's upright box holds words of the other; `lower` is in the dark one."""
    return on_top(
        '<g transform="translate(560 1150) rotate(-14)">'
        f'<rect x="0" y="0" width="440" height="56" fill="#fff"/><rect x="0" y="56" width="440" height="56" fill="{INK}"/>'
        f'<text x="24" y="42" font-family="DM Sans" font-size="36" fill="{INK}">Ouvert dès sept heures</text>'
        f'<text x="24" y="96" font-family="DM Sans" font-size="36" fill="{lower}">Fermé le dimanche soir</text></g>'
    )


CONTRAST = [
    ("small text just under 4.5", Case(edits=(PLAIN, text_in(grey_for(4.3, PAPER)))), Case(edits=(PLAIN, text_in(grey_for(4.65, PAPER))))),
    ("small text at 3.1", Case(edits=(PLAIN, text_in(grey_for(3.1, PAPER)))), Case(edits=(PLAIN, text_in(grey_for(7.0, PAPER))))),
    ("headline just under 3", Case(edits=(PLAIN, headline_in(grey_for(2.85, PAPER)))), Case(edits=(PLAIN, headline_in(grey_for(3.15, PAPER))))),
    ("words in the colour of the paper", Case(edits=(PLAIN, text_in("#faf0de"))), Case(edits=(PLAIN, text_in(INK)))),
    ("light words on the brick", Case(edits=(cta_in(grey_for(4.2, BRICK, lighter=True)),)), Case(edits=(cta_in(grey_for(4.8, BRICK, lighter=True)),))),
    ("words half let through", Case(edits=(PLAIN, text_in(INK, ' opacity=".42"'))), Case(edits=(PLAIN, text_in(INK, ' opacity=".85"')))),
    ("a faint fill", Case(edits=(PLAIN, text_in(INK, ' fill-opacity=".4"'))), Case(edits=(PLAIN, text_in(INK, ' fill-opacity=".9"')))),
    ("a dark panel behind the end of a line", Case(edits=(behind(f'<rect x="340" y="780" width="300" height="220" fill="{INK}"/>'),)),
     Case(edits=(behind(f'<rect x="560" y="780" width="300" height="220" fill="{INK}"/>'),))),
    ("a dark spot behind one letter", Case(edits=(behind(f'<circle cx="300" cy="815" r="26" fill="{INK}"/>'),)),
     Case(edits=(behind(f'<circle cx="560" cy="815" r="26" fill="{INK}"/>'),))),
    ("a gradient that ends in the words' colour", Case(edits=(behind(
        '<linearGradient id="fade"><stop offset=".3" stop-color="#faf0de"/><stop offset="1" stop-color="#4a342a"/></linearGradient>'
        '<rect x="72" y="790" width="450" height="210" fill="url(#fade)"/>'),)),
     Case(edits=(behind(
        '<linearGradient id="fade"><stop offset=".3" stop-color="#faf0de"/><stop offset="1" stop-color="#d9c8b0"/></linearGradient>'
        '<rect x="72" y="790" width="450" height="210" fill="url(#fade)"/>'),))),
    ("white words on a light photo", Case(words={"photo": photo(1400, 1100, ground=200)}, edits=(on_top(
        '<text x="600" y="420" font-family="DM Sans" font-size="40" fill="#fff">Ouvert lundi</text>'),)),
     Case(words={"photo": photo(1400, 1100, ground=40)}, edits=(on_top(
        '<text x="600" y="420" font-family="DM Sans" font-size="40" fill="#fff">Ouvert lundi</text>'),))),
    ("white words on a photo without its scrim", Case(words={"photo": photo(1400, 1100, ground=170)}, edits=(on_top(
        '<text x="600" y="420" font-family="DM Sans" font-size="40" fill="#fff">Ouvert lundi</text>'),)),
     Case(words={"photo": photo(1400, 1100, ground=170)}, edits=(on_top(
        '<rect x="560" y="340" width="420" height="140" opacity=".75"/>'
        '<text x="600" y="420" font-family="DM Sans" font-size="40" fill="#fff">Ouvert lundi</text>'),))),
    ("one of two turned lines in its band's colour", Case(edits=(bands(INK),)), Case(edits=(bands("#fff"),))),
]  # fmt: skip
"""(what is wrong, planted, sound twin) for `low_contrast`."""

SIZES = [
    ("a line of 27 px", Case(edits=(size(26.5),)), Case(edits=(size(28.5),))),
    ("a line of 14 px", Case(edits=(size(14),)), Case(edits=(size(40),))),
    ("a group that shrinks its line", Case(edits=(on_top(
        f'<g transform="translate(72 1180) scale(.5)"><text font-family="DM Sans" font-size="50" fill="{INK}">Sans gluten</text></g>'),)),
     Case(edits=(on_top(
        f'<g transform="translate(72 1180) scale(.5)"><text font-family="DM Sans" font-size="60" fill="{INK}">Sans gluten</text></g>'),))),
    ("a turned line of 24 px", Case(edits=(on_top(f'<text transform="translate(600 1180) rotate(-20)" font-family="DM Sans" font-size="24" fill="{INK}">Bio</text>'),)),
     Case(edits=(on_top(f'<text transform="translate(600 1180) rotate(-20)" font-family="DM Sans" font-size="30" fill="{INK}">Bio</text>'),))),
]  # fmt: skip

SAFE = [
    ("words in the left margin", Case(edits=((FRAME_TEXT, '<rect id="frame:text" x="50" y="790" width="450" height="210" fill="none"/>'),)),
     Case(edits=((FRAME_TEXT, '<rect id="frame:text" x="66" y="790" width="450" height="210" fill="none"/>'),))),
    ("words against the right edge", Case(edits=((FRAME_TEXT, '<rect id="frame:text" x="640" y="640" width="436" height="110" fill="none"/>'),),
        words={"text": "réservez avant le 20 décembre au fournil ou chez nous"}),
     Case(edits=((FRAME_TEXT, '<rect id="frame:text" x="560" y="640" width="450" height="110" fill="none"/>'),),
        words={"text": "réservez avant le 20 décembre au fournil ou chez nous"})),
    ("a title under the story's buttons", Case(ratio="instagram.story", edits=(('<rect id="frame:headline" x="72" y="448" width="936"', '<rect id="frame:headline" x="72" y="180" width="936"'),)),
     Case(ratio="instagram.story")),
    ("a story's low words in a reel", Case(ratio="instagram.reel", edits=(LOW,)), Case(ratio="instagram.story", edits=(LOW,))),
    ("words under the story's answer field", Case(ratio="instagram.story", edits=(LOWEST,)), Case(ratio="instagram.story", edits=(LOW,))),
]  # fmt: skip

LOGOS = [
    ("logo_small", "a logo of 170 px", Case(edits=(second_logo(590, 1190, 170),)), Case(edits=(second_logo(590, 1190, 260),))),
    ("logo_small", "a logo of 90 px", Case(edits=(second_logo(590, 1190, 90),)), Case(edits=(second_logo(590, 1190, 300),))),
    ("logo_crowded", "words touching the logo", Case(edits=(second_logo(590, 1190, 280,
        f'<text x="700" y="1192" font-family="DM Sans" font-size="30" fill="{INK}">depuis 1998</text>'),)),
     Case(edits=(second_logo(590, 1190, 280, f'<text x="700" y="1150" font-family="DM Sans" font-size="30" fill="{INK}">depuis 1998</text>'),))),
    ("logo_crowded", "a logo against the picture's edge", Case(edits=(second_logo(860, 1190, 290),)),
     Case(edits=(second_logo(590, 1190, 280),))),
    ("logo_background", "the dark logo on the brick", Case(edits=(PLAIN, (
        '<g id="brand:logo" data-align="xMinYMid">', '<rect x="0" y="0" width="500" height="180" fill="var(--color-primary)"/><g id="brand:logo" data-align="xMinYMid">'))),
     Case(edits=(PLAIN, (
        '<g id="brand:logo" data-align="xMinYMid">', '<rect x="0" y="0" width="500" height="180" fill="var(--color-primary)"/><g id="brand:logo/reversed" data-align="xMinYMid">')))),
    ("logo_background", "the reversed logo on the paper", Case(edits=(PLAIN, ('<g id="brand:logo" data-align', '<g id="brand:logo/reversed" data-align'))),
     Case(edits=(PLAIN,))),
    ("logo_lost", "a logo across a dark stripe", Case(edits=(PLAIN, (
        '<g id="brand:logo" data-align="xMinYMid">', '<rect x="190" y="0" width="90" height="180" fill="#2b160e"/><g id="brand:logo" data-align="xMinYMid">'))),
     Case(edits=(PLAIN,))),
    ("logo_lost", "a dark logo on a dark photo", Case(words={"photo": photo(1400, 1100, ground=30)}, edits=(on_top(
        '<g id="brand:logo/mono" data-align="xMinYMid"><rect x="560" y="300" width="400" height="120" fill="none"/></g>'),)),
     Case(words={"photo": photo(1400, 1100, ground=225)}, edits=(on_top(
        '<g id="brand:logo/mono" data-align="xMinYMid"><rect x="560" y="300" width="400" height="120" fill="none"/></g>'),))),
]  # fmt: skip


def blot(color: str, side: float) -> tuple[str, str]:
    return on_top(f'<rect x="800" y="560" width="{side}" height="{side}" fill="{color}"/>')


PALETTE = [
    ("a cyan square", Case(edits=(blot("#00b7eb", 200),)), Case(edits=(blot("var(--color-soft)", 200),))),
    ("a violet of 2 %", Case(edits=(blot("#7a3df0", 172),)), Case(edits=(blot("#7a3df0", 90),))),
    ("a green that is nearly the soft one", Case(edits=(blot("#8fd08c", 220),)), Case(edits=(blot("#dfdcb8", 220),))),
    ("a pink ground", Case(edits=(('<rect x="0" y="0" width="1080" height="1350" fill="var(--color-paper, #f7f1e6)"/>',
        '<rect x="0" y="0" width="1080" height="1350" fill="#f7a8d8"/>'), PLAIN)), Case(edits=(PLAIN,))),
    ("a blend of no two of its colours", Case(edits=(blot("#2f7fb5", 220),)), Case(edits=(blot("color-mix(in srgb, var(--color-primary) 50%, var(--color-paper))", 220),))),
]  # fmt: skip

PHOTOS = [
    ("photo_upscaled", "notes", "a photo enlarged 1.2 times", Case(words={"photo": photo(900, 667)}), Case(words={"photo": photo(1080, 800)})),
    ("photo_upscaled", "warns", "a photo enlarged 1.7 times", Case(words={"photo": photo(635, 471)}), Case(words={"photo": photo(1100, 815)})),
    ("photo_upscaled", "warns", "a panorama cropped hard", Case(words={"photo": photo(1600, 400)}), Case(words={"photo": photo(1600, 800)})),
    ("photo_blurred", "warns", "a photo out of focus", Case(words={"photo": SOFT}), Case(words={"photo": SHARP})),
    ("photo_blurred", "warns", "a photo rather soft", Case(words={"photo": photo(1400, 1100, blur=4.2)}), Case(words={"photo": photo(1400, 1100, blur=2.4)})),
    ("photo_blurred", "warns", "a photo enlarged before", Case(words={"photo": photo(1400, 1100, blur=9)}), Case(words={"photo": photo(1400, 1100, seed=9)})),
]  # fmt: skip

WORDS = [
    ("text_overflow", "a date in a frame too low", Case(edits=((DATE, DATE.replace('"130"', '"26"')),)), Case(edits=((DATE, DATE.replace('"130"', '"96"')),))),
    ("text_overflow", "a title in a frame too low", Case(edits=(('<rect id="frame:headline" x="72" y="236" width="936" height="518"', '<rect id="frame:headline" x="72" y="236" width="936" height="40"'),)),
     Case(edits=(('<rect id="frame:headline" x="72" y="236" width="936" height="518"', '<rect id="frame:headline" x="72" y="236" width="936" height="240"'),))),
    ("text_clamped", "too many words for six lines", Case(words={"text": "Seigle, couronnes et bûches de la maison. " * 9}),
     Case(words={"text": "Seigle, couronnes et bûches de la maison, au levain naturel, cuites du matin."})),
    ("text_clamped", "a long call", Case(words={"cta": "Commandez votre bûche au comptoir ou par téléphone avant le vingt décembre à midi"}), Case(words={"cta": "Commandez au comptoir"})),
    ("text_shrunk", "a long title", Case(words={"headline": "Le carnet des commandes de Noël et du réveillon est ouvert à toutes et à tous dès ce matin"}),
     Case(words={"headline": "Le carnet est ouvert"})),
    ("missing_glyph", "a letter no font has", Case(words={"kicker": "Pain 𒀀"}), Case(words={"kicker": "Pain œuf"})),
    ("missing_glyph", "a private character", Case(words={"text": "Réservez \ue0ff ici"}), Case(words={"text": "Réservez → ici"})),
    ("sample_used", "a title left as drawn", Case(sample=True), Case()),
    ("font_replaced", "a family the kit lacks", Case(edits=(on_top(f'<text x="600" y="1180" font-family="Bodoni" font-size="32" fill="{INK}">Noël</text>'),)),
     Case(edits=(on_top(f'<text x="600" y="1180" font-family="DM Sans" font-size="32" fill="{INK}">Noël</text>'),))),
    ("remote_font", "a font on the network", Case(edits=(("<style>", '<style>@import url("https://fonts.example/a.css");'),)), Case()),
    ("ratio_derived", "a size nobody drew", Case(ratio="1200x900"), Case(ratio="1080x1350")),
]  # fmt: skip

FILES = [
    ("type_refused", "a PNG for Instagram", Case(ratio="instagram.feed", output=PNG), Case(ratio="instagram.feed", output=JPEG)),
    ("type_refused", "a WebP for a banner", Case(ratio="google.300x250", output=Output("webp")), Case(ratio="google.300x250", output=PNG)),
    ("type_refused", "a PNG for TikTok", Case(ratio="tiktok.feed", output=PNG), Case(ratio="tiktok.feed")),
    ("weight_refused", "a banner of more than 150 kB", Case(ratio="google.300x600", output=PNG, words={"photo": photo(700, 1200, noise=True)}),
     Case(ratio="google.300x600", output=JPEG, words={"photo": photo(700, 1200, ground=90)})),
    ("too_heavy", "a weight nobody can meet", Case(output=Output("jpeg", 90, 900)), Case(output=Output("jpeg", 90, 400_000))),
]  # fmt: skip

FAULTS = [
    *(("low_contrast", *row) for row in CONTRAST),
    *(("text_small", *row) for row in SIZES),
    *(("outside_safe_zone", *row) for row in SAFE),
    *LOGOS,
    *(("off_palette", *row) for row in PALETTE),
    *((code, name, planted, twin) for code, _, name, planted, twin in PHOTOS),
    *WORDS,
    *FILES,
]


@pytest.mark.parametrize(("code", "planted", "twin"), [(c, p, t) for c, _, p, t in FAULTS], ids=[f"{c}: {n}" for c, n, _, _ in FAULTS])
def test_the_planted_fault_is_found_and_its_twin_is_sound(
    code: str, planted: Case, twin: Case, judged: Callable[[Case], tuple[Finding, ...]]
) -> None:
    assert code in {finding.code for finding in judged(planted)}
    assert code not in {finding.code for finding in judged(twin)}


def test_there_are_enough_of_them() -> None:
    assert len(FAULTS) >= 50
    assert len({name for _, name, _, _ in FAULTS}) == len(FAULTS)
