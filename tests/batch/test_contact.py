from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

from visualgen.batch.contact import write_sheets
from visualgen.batch.contact_page import contact_page, period
from visualgen.batch.contact_picture import CONTACT, WIDTH_PX
from visualgen.batch.contact_thumbnails import contained
from visualgen.batch.plan import Plan
from visualgen.batch.run import Film, Outcome, run_plan
from visualgen.batch.texts import post_text
from visualgen.settings import Settings

MONTH = (
    "date,heure,réseaux,template,ratios,headline,caption,caption:linkedin,alt,first_comment,hashtags,link\n"
    '2026-12-03,9h30,insta,carte,1x1 4x5,Un,"<script>alert(1)</script> & Noël",Bonjour,Un pain,Coucou,pain,https://exemple.fr\n'
    "2026-12-31,,,suite,4x5,Deux,,,,,,\n"
    "2027-01-04,,,carte,4x5,,,,,,,\n"
    "2027-01-05,,,rien,,,,,,,,\n"
)


@pytest.fixture
def made(planned: Callable[..., Plan], settings: Settings, tmp_path: Path) -> tuple[Outcome, Path]:
    outcome = Outcome(planned(MONTH))
    for _ in run_plan(outcome, tmp_path / "out", settings):
        pass
    return outcome, tmp_path / "out"


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href") and value]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ["À corriger", "Décembre 2026 – janvier 2027", "jeudi"]), ("en", ["To mend", "Thursday"])]
)
def test_the_page_shows_every_post_and_asks_the_network_for_nothing(made: tuple[Outcome, Path], language: str, words: list[str]) -> None:
    outcome, folder = made
    text = contact_page(outcome, folder, language)
    page = Page(text)
    assert page.tags.count("article") == 3
    assert page.tags.count("script") == 0
    assert "&lt;script&gt;" in text
    assert all((folder / unquote(link)).is_file() or link.startswith("#") for link in page.links)
    assert not re.search(r"https?://(?!exemple\.fr)", text)
    assert all(word in text for word in words)
    assert text.count("data:image/jpeg") == 3
    assert ("Brouillon" if language == "fr" else "Draft") in text


def test_both_sheets_are_written_and_drawn_again_only_when_needed(made: tuple[Outcome, Path]) -> None:
    outcome, folder = made
    write_sheets(outcome, folder, "fr")
    with Image.open(folder / CONTACT) as sheet:
        assert sheet.width == WIDTH_PX
        assert sheet.mode == "RGB"
    (folder / CONTACT).write_bytes(b"kept")
    outcome.changed = False
    write_sheets(outcome, folder, "fr")
    assert (folder / CONTACT).read_bytes() == b"kept"


def test_a_calendar_without_a_picture_has_a_page_all_the_same(planned: Callable[..., Plan], tmp_path: Path) -> None:
    outcome = Outcome(planned("date,template,headline\n2026-12-05,rien,a\n"))
    write_sheets(outcome, tmp_path, "fr")
    assert "À corriger" in (tmp_path / "index.html").read_text()
    assert not (tmp_path / CONTACT).exists()


def test_periods() -> None:
    day = dt.date
    assert period([], "fr") == ""
    assert period([day(2026, 8, 3), day(2026, 8, 1)], "fr") == "Août 2026"
    assert period([day(2026, 11, 3), day(2026, 12, 1)], "en") == "November – December 2026"


def test_small_copies_keep_their_shape_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (400, 200), (0, 0, 0, 0)).save(tmp_path / "a.png")
    small = contained(tmp_path / "a.png", (100, 100))
    assert small.size == (100, 50)
    assert small.getpixel((50, 25)) == (255, 255, 255)


def test_the_words_of_a_post(made: tuple[Outcome, Path]) -> None:
    outcome, folder = made
    text = (folder / "2026-12-03-carte.txt").read_text()
    assert text == (
        "jeudi 3 décembre 2026 à 9\u00a0h\u00a030 · instagram · Carte\n\n"
        "[LÉGENDE]\n<script>alert(1)</script> & Noël\n\n"
        "[LÉGENDE (linkedin)]\nBonjour\n\n"
        "[HASHTAGS]\n#pain\n\n"
        "[PREMIER COMMENTAIRE]\nCoucou\n\n"
        "[LIEN]\nhttps://exemple.fr\n\n"
        "[TEXTE ALTERNATIF]\nUn pain\n\n"
        "[IMAGES]\n2026-12-03-carte-1x1.jpg\n2026-12-03-carte-4x5.jpg\n"
    )
    english = post_text(outcome.plan.posts[2], "en")
    assert english.startswith("Monday 4 January 2027 · Carte\nDRAFT")


def test_clips_play_on_the_page(planned: Callable[..., Plan], settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = Outcome(planned("date,template,output,headline,clip duration\n2026-12-01,carte,mp4,Un,0.5\n2026-12-02,carte,gif,Un,0.5\n"))
    for _ in run_plan(outcome, out, settings):
        pass
    outcome.films = (Film("clip-prise.mp4", "clip-prise-poster.jpg", (1080, 1920), "La Prise"),)
    write_sheets(outcome, out, "fr")
    page = (out / "index.html").read_text()
    videos = re.findall(r"<video ([^>]+)>", page)
    assert len(videos) == 2
    for video in videos:
        assert {"controls", "muted", "loop", "playsinline", 'preload="none"'} <= set(video.split())
    assert 'src="clip-prise.mp4" poster="clip-prise-poster.jpg" width="1080" height="1920"' in videos[0]
    assert 'src="2026-12-01-carte-4x5.mp4" poster="2026-12-01-carte-4x5-poster.jpg"' in videos[1]
    assert '<img src="2026-12-02-carte-4x5.gif"' in page
    assert (out / CONTACT).is_file()
