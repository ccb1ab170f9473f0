"""Chromium lays out the same text with the same fonts: line breaks and widths must agree."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from visualgen.text.fonts import FontBook, fallback_files
from visualgen.text.layout import lay_out
from visualgen.text.model import FontRequest, Frame, SpanText, TextBlock
from visualgen.text.spans import parse_spans

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FAMILIES = {
    "fraunces": "fontpkg_fraunces",
    "dm sans": "fontpkg_dm_sans",
    "archivo": "fontpkg_archivo",
    "outfit": "fontpkg_outfit",
    "figtree": "fontpkg_figtree",
    "noto sans": "fontpkg_noto_sans",
    "noto sans arabic": "fontpkg_noto_sans_arabic",
    "heebo": "fontpkg_heebo",
    "noto sans cjk": "noto_cjk_sans_jp_regular",
}
FALLBACKS = ("noto sans", "noto sans arabic", "heebo", "noto sans cjk")

TEXTS: tuple[tuple[str, str, str], ...] = (
    ("fr", "fraunces", "Le pain au levain revient chaque samedi matin, dès sept heures, devant la forge."),
    ("fr", "dm sans", "«\u00a0Ouvrir un lieu, c’est d’abord ouvrir une porte\u00a0: la vôtre.\u00a0»"),
    ("fr", "archivo", "Stage d’été à Lyon\u202f: 12\u00a0séances, 240\u00a0€, dès 9\u00a0ans\u202f!"),
    ("fr", "outfit", "Aujourd’hui, qu’est-ce qui vous ferait plaisir\u202f? Un café-crème, peut-être… ou l’eau pétillante."),
    ("fr", "figtree", "L’entraînement AV-12/B, tarif 1\u202f299,00\u00a0€ (au lieu de 1\u202f499,00\u00a0€), jusqu’au 31/12/2026."),
    ("fr", "noto sans", "Rendez-vous sur exemple.fr/bienvenue?src=affiche pour réserver votre place, mardi 9:30-18:00."),
    ("en", "fraunces", "Five things nobody tells you about climbing outdoors, and why they matter."),
    ("en", "dm sans", 'The quick brown fox jumps over the lazy dog -- "twice", it\'s said; WAVE AVATAR To Ta Yo.'),
    ("en", "archivo", "First-come, first-served: well-known state-of-the-art boots at $129.99 (-30%)!"),
    ("en", "outfit", "Office affairs: efficient waffle offers, finely fluffed. Sufficient difficulty?"),
    ("en", "figtree", "Physiotherapy for runners. Book online/by phone, Mon.–Fri. 8am—7pm, no fee & no fuss."),
    ("ar", "noto sans arabic", "مرحبا بكم في مخبزنا الجديد، نفتح كل يوم من الساعة السابعة صباحا حتى المساء."),
    ("ar", "outfit", "خصم 30% على جميع الدورات حتى 15 يونيو 2026، احجز الآن."),
    ("he", "heebo", "ברוכים הבאים למאפייה החדשה שלנו, פתוח כל יום משבע בבוקר ועד הערב."),
    ("he", "figtree", "מבצע קיץ: 20% הנחה על כל השיעורים (עד סוף יולי 2026)!"),
    ("ja", "noto sans cjk", "新しいパン屋がオープンしました。毎朝七時から焼きたてのパンを「お届け」します。"),
    ("ja", "outfit", "クライミング教室、初めての方も大歓迎！詳しくはウェブサイトをご覧ください（要予約）。"),
    ("ja", "noto sans cjk", "「春」、『夏』（秋）。冬：「雪」・『月』、花見（はなみ）。祭り「夜」"),
    ("fr", "outfit", "Le mot שלום veut dire paix, et مرحبا bonjour; 日本語 aussi, bien sûr."),
    ("he", "heebo", "קראו את Visual Design (מהדורה 2) באתר example.com עוד היום."),
    ("ar", "noto sans arabic", "استخدم كلمة Café Crème في القائمة رقم 12 من فضلك."),
    ("ja", "noto sans cjk", "Tokyo 2026年のLyon展、Café「Crème」で開催、入場料1,200円です。"),
    ("fr", "archivo", "Un **mois d’essai** offert\u202f: venez grimper **quand vous voulez**, sans **engagement**."),
    ("en", "fraunces", "Baked **every single morning** since 1987, with **nothing but** flour, water, salt and time."),
    ("he", "heebo", "פתוח **כל יום** משבע בבוקר, **חוץ משבת**, ועד הערב המאוחר."),
    ("fr", "dm sans", "Κύριε, Привет и bonjour : три langues, un œuvre, Ève à Saint-Étienne-du-Rouvray."),
)
SETTINGS = (
    (300.0, 24.0, 0.0, 400),
    (420.0, 31.0, 0.0, 700),
    (520.0, 40.0, -0.02, 600),
    (640.0, 52.0, 0.0, 800),
    (450.0, 28.0, 0.06, 500),
    (700.0, 64.0, -0.015, 300),
    (380.0, 22.5, 0.12, 900),
)
FITS = ((600.0, 300.0, 30.0, 90.0, 600), (420.0, 420.0, 24.0, 120.0, 800), (900.0, 240.0, 28.0, 110.0, 400))

SCRIPT = """
async (blocks) => {
  await document.fonts.ready;
  return blocks.map((block, number) => {
    const paragraph = document.getElementById("block" + number), range = document.createRange();
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), places = [], lines = [];
    while (walker.nextNode())
      for (const sign of walker.currentNode.data) {
        const start = places.length && places.at(-1).node === walker.currentNode ? places.at(-1).end : 0;
        places.push({node: walker.currentNode, start, end: start + sign.length, sign});
      }
    let last = null;
    for (const place of places) {
      range.setStart(place.node, place.start); range.setEnd(place.node, place.end);
      place.box = range.getClientRects()[0];
      if (place.box && place.sign.trim() && (last === null || place.box.top > last + block.step / 2)) {
        lines.push([]); last = place.box.top;
      }
      lines.at(-1).push(place);
    }
    const top = lines[0][0].box.top - paragraph.getBoundingClientRect().top;
    return {top, lines: lines.map((line) => {
      while (!line.at(-1).sign.trim() && !"\\u00a0\\u202f".includes(line.at(-1).sign)) line.pop();
      let left = Infinity, right = -Infinity;
      for (let i = 0; i < line.length;) {
        let j = i;
        while (j + 1 < line.length && line[j + 1].node === line[i].node) j++;
        range.setStart(line[i].node, line[i].start); range.setEnd(line[j].node, line[j].end);
        for (const box of range.getClientRects()) { left = Math.min(left, box.left); right = Math.max(right, box.right); }
        i = j + 1;
      }
      return {text: line.map((place) => place.sign).join(""), width: right - left};
    })};
  });
}
"""


@dataclass(frozen=True)
class Case:
    language: str
    family: str
    text: str
    frame: Frame
    weight: int

    @property
    def spans(self) -> list[SpanText]:
        families = (self.family, *FALLBACKS)
        return [SpanText(text, FontRequest(families, 850 if style else self.weight), style) for text, style in parse_spans(self.text)]


def cases() -> list[Case]:
    result = []
    for language, family, text in TEXTS:
        for width, size, tracking, weight in SETTINGS:
            result.append(Case(language, family, text, Frame(0, 0, width, None, size, tracking=tracking, language=language), weight))
        for width, height, smallest, largest, weight in FITS:
            frame = Frame(0, 0, width, height, largest, fit=(smallest, largest), leading=1.1, language=language)
            result.append(Case(language, family, text, frame, weight))
    return result


def font_faces() -> str:
    rules = []
    for family, package in FAMILIES.items():
        for file in fallback_files(package):
            if file.italic:
                continue
            data = base64.b64encode(Path(file.path).read_bytes()).decode()
            weight = f"{file.weight[0]} {file.weight[1]}"
            rules.append(f"@font-face{{font-family:'{family}';font-weight:{weight};src:url(data:font/ttf;base64,{data})}}")
    return "".join(rules)


def page_of(laid: list[tuple[Case, TextBlock]]) -> str:
    style = (
        "b{font-weight:850}p{margin:0 0 9px;font-kerning:normal;text-rendering:geometricPrecision;"
        "white-space:pre-line;overflow-wrap:normal}"
    )
    parts = [f"<!doctype html><meta charset=utf-8><style>{font_faces()}{style}</style>"]
    for number, (case, block) in enumerate(laid):
        fonts = ",".join(f"'{family}'" for family in case.spans[0].font.families)
        css = (
            f"width:{case.frame.width}px;font:{case.weight} {block.size_px}px/{case.frame.leading} {fonts};"
            f"letter-spacing:{case.frame.tracking}em"
        )
        parts.append(f'<p id="block{number}" lang="{case.language}" dir="auto" style="{css}">')
        for span in case.spans:
            text = escape(span.text, quote=False)
            parts.append(f"<b>{text}</b>" if span.style else text)
        parts.append("</p>")
    return "".join(parts)


@pytest.fixture(scope="module")
def compared(chromium: Browser) -> list[tuple[Case, TextBlock, dict[str, Any]]]:
    book = FontBook({family: fallback_files(package) for family, package in FAMILIES.items()})
    laid = [(case, lay_out(case.spans, case.frame, book)) for case in cases()]
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.set_content(page_of(laid))
    steps = [{"step": block.size_px * case.frame.leading} for case, block in laid]
    lines = page.evaluate(SCRIPT, steps)
    page.close()
    return [(case, block, theirs) for (case, block), theirs in zip(laid, lines, strict=True)]


def test_line_breaks_and_widths_agree(compared: list[tuple[Case, TextBlock, dict[str, Any]]], capsys: pytest.CaptureFixture[str]) -> None:
    different, wide, worst = [], [], 0.0
    for case, block, theirs in compared:
        ours = [line.text for line in block.lines]
        if ours != [line["text"] for line in theirs["lines"]]:
            different.append((case, ours, [line["text"] for line in theirs["lines"]]))
            continue
        for mine, their in zip(block.lines, theirs["lines"], strict=True):
            error = abs(mine.width - their["width"]) / max(their["width"], 1.0)
            worst = max(worst, error)
            if error > 0.005:
                wide.append((case.family, mine.text, mine.width, their["width"]))
    equal = 1 - len(different) / len(compared)
    with capsys.disabled():
        print(f"\nChromium: breaks equal on {len(compared) - len(different)}/{len(compared)} blocks, widths within {worst:.2%}")  # noqa: T201
    report = json.dumps([(c.family, c.frame.width, c.weight, o, t) for c, o, t in different], ensure_ascii=False, indent=1)
    assert len(compared) >= 200
    assert equal >= 0.99, report
    assert not wide, json.dumps(wide, ensure_ascii=False, indent=1)


def test_the_first_line_stands_where_chromium_puts_it(compared: list[tuple[Case, TextBlock, dict[str, Any]]]) -> None:
    for case, block, theirs in compared:
        first = block.lines[0]
        primary = case.family.replace(" ", "")
        face = next((run.face for run in first.runs if primary in run.face.path.name.lower()), None)
        if face is not None and case.language in ("fr", "en"):
            ours = first.baseline - face.ascent_em * block.size_px
            assert abs(ours - theirs["top"]) < 1.5, (case, ours, theirs["top"])
