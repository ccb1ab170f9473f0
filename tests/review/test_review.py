"""A review: posts in the order of mending, spans in their texts, a page and data that say the same."""

# ruff: noqa: E501 (tables of cases)

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from visualgen.findings import Finding, Fix, RuleSource, Span, finding
from visualgen.review.annotate import WIDTH_PX, annotate
from visualgen.review.model import Review, Reviewed, Seen, Step
from visualgen.review.page import DATA, PAGE, report_page, write_report


def found(severity: Any, code: str = "x", **more: Any) -> Finding:
    return finding(code, severity, fr=("Trouvé.", "Corrigez."), en=("Found.", "Mend."), **more)


def post(name: str, day: int, *severities: str, **more: Any) -> Reviewed:
    return Reviewed(name, "Annonce", dt.date(2026, 12, day), said=tuple(found(s, f"c{i}") for i, s in enumerate(severities)), **more)


CAPTION = "Venez vite, la promo du siècle commence 👨‍👩‍👧‍👦 à midi."
MARKED = Reviewed(
    "promo",
    "Annonce",
    dt.date(2026, 12, 3),
    line=4,
    channels=("instagram", "x"),
    texts={"caption": CAPTION},
    mended={"caption": CAPTION.replace(" à", "\u00a0à")},
    said=(
        found("warns", "word", span=Span("caption", 15, 20, "promo"), source=RuleSource("charter.toml"), fix=Fix("replace", False, "offre")),
        found("notes", "spacing", span=Span("caption", 40, 41, " "), fix=Fix("replace", True, "\u202f")),
    ),
    pictures=(
        Seen(
            "a.jpg", "4x5", 1, (1080, 1350), (found("blocks", "low_contrast", slot="text", box_px=(100.0, 200.0, 500.0, 300.0)),),
            annotated="preflight/a.png", before="preflight/before-a.jpg", steps=(Step("logo_lost", None, "Logo renversé.", "Reversed logo."),),
        ),
        Seen("b.jpg", "9x16", 1, (1080, 1920), (found("blocks", "low_contrast", slot="text", box_px=(1.0, 2.0, 3.0, 4.0)),)),
    ),
)  # fmt: skip
REVIEW = Review("decembre.csv", "levain", "Maison Levain", (post("sain", 1), MARKED, post("tard", 20, "blocks"), post("note", 2, "notes")))


def test_what_blocks_comes_first_then_what_leaves_soonest() -> None:
    posts = (post("c", 9, "notes"), post("b", 9, "blocks"), post("a", 2, "blocks"), post("d", 1), post("e", 3, "warns", "notes"))
    review = Review("x.csv", "levain", "", posts)
    assert [one.id for one in review.by_urgency] == ["a", "b", "e", "c", "d"]
    assert (review.counts["blocks"], review.counts["warns"], review.counts["notes"]) == (2, 1, 2)


@pytest.mark.parametrize(("severity", "fails"), [("blocks", (True, True)), ("warns", (False, True)), ("notes", (False, False))])
def test_fail_on(severity: str, fails: tuple[bool, bool]) -> None:
    review = Review("x.csv", "levain", "", (post("a", 1, severity),))
    assert (review.fails("blocks"), review.fails("warns")) == fails


def test_the_page_marks_the_passage_and_names_what_nobody_sees() -> None:
    page = report_page(REVIEW, "fr")
    assert "la <mark>promo</mark> du siècle" in page
    assert "espace fine insécable" in page
    assert "(lue le" not in page
    assert page.count("low_contrast") == 1, "a finding that stands in several ratios is told once"
    assert "9:16" in page
    assert page.index("promo") < page.index("tard") < page.index(">note<")


def test_the_page_speaks_english_completely() -> None:
    page = report_page(REVIEW, "en")
    assert "Preflight" in page
    assert not {"Bloquant", "À regarder", "Corrigez", "Trouvé", "Avant"} & set(page.replace("<", " ").replace(">", " ").split())


def test_the_data_says_the_same(tmp_path: Path) -> None:
    write_report(REVIEW, tmp_path, "fr")
    data = json.loads((tmp_path / DATA).read_text(encoding="utf-8"))
    assert [one["id"] for one in data["posts"]] == ["promo", "tard", "note", "sain"]
    assert data["posts"][0]["pictures"][0]["done"][0]["done"] == "Logo renversé."
    assert data["posts"][0]["findings"][0]["span"]["text"] == "promo"
    assert (tmp_path / PAGE).is_file()


def test_marks_that_turn_words_round_are_written_out_on_the_page() -> None:
    text = "Le prix \u202e21\u202c euros"
    odd = Reviewed(
        "a",
        "A",
        texts={"caption": text},
        said=(found("warns", span=Span("caption", 8, 9, "\u202e")),),
        mended={"caption": "Le prix 21 euros"},
    )
    page = report_page(Review("x.csv", "levain", "", (odd,)), "fr")
    assert "Le prix <mark>⟨U+202E⟩</mark>21⟨U+202C⟩ euros" in page
    assert "\u202e" not in page


@pytest.mark.parametrize("text", ["\ud800", "<script>alert(1)</script>", "\u202eabc", ""])
def test_any_text_is_shown(text: str, tmp_path: Path) -> None:
    odd = Reviewed(
        text or "?", text, texts={"caption": text}, said=(found("warns", span=Span("caption", 0, 1, text)),), mended={"caption": text}
    )
    write_report(Review(text, "levain", text, (odd,)), tmp_path, "fr")
    assert "<script>alert" not in (tmp_path / PAGE).read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(scheme: Any, chromium: Any, tmp_path: Path) -> None:
    write_report(REVIEW, tmp_path, "fr")
    for name in ("a.jpg", "b.jpg", "preflight/before-a.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (108, 135), "#b9a98f").save(tmp_path / name)
    for width in (1280, 390):
        page = chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
        page.goto((tmp_path / PAGE).as_uri())
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")  # from “all” to “blocks”
        assert page.locator("article:visible").count() == 2
        page.close()


def picture(width: int = 1080, height: int = 1350) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(file, "JPEG")
    return file.getvalue()


def test_boxes_and_legend_are_drawn() -> None:
    boxed = [found("blocks", box_px=(100.0, 200.0, 500.0, 300.0)), found("notes")]
    with Image.open(io.BytesIO(annotate(picture(), boxed, "fr"))) as image:
        assert image.width == WIDTH_PX
        assert image.height > 1350 + 200
        assert image.convert("RGB").getpixel((300, 190)) == (190, 30, 30)
        assert image.convert("RGB").getpixel((300, 600)) == (51, 103, 153)


@pytest.mark.parametrize("size", [(300, 250), (728, 90), (4000, 100), (1, 1)])
def test_a_picture_of_any_size_is_annotated(size: tuple[int, int]) -> None:
    boxes = [found("warns", box_px=(0.0, 0.0, float(size[0]), float(size[1]))) for _ in range(20)]
    with Image.open(io.BytesIO(annotate(picture(*size), boxes, "en"))) as image:
        assert image.width == WIDTH_PX
