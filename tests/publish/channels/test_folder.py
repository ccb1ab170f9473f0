from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.publish.samples import CAPTION, LooseAccount, clip, outside, picture, post
from visualgen.errors import ChannelBusy, PostRejected, ReconnectNeeded
from visualgen.publish.channel import Attempt, Channel
from visualgen.publish.discovery import channel_kind

POST = post(
    "carousel",
    media=(picture(1), clip(), picture(2)),
    captions={"Instagram": "Sur Instagram\nbonjour"},
    first_comment="L’adresse : 12 rue du Four",
    link="https://levain.example/",
)


def _channel(folder: Path) -> Channel:
    return channel_kind("folder").open(LooseAccount({"folder": str(folder)}), outside())


def test_a_package_holds_all_a_person_needs(tmp_path: Path) -> None:
    receipt = _channel(tmp_path / "à publier").submit(POST, Attempt("a1b2c3d4e5f6a7b8"))
    assert receipt.remote_id == "2026-06-01_12h30_levain-le-pain-du-jour_a1b2c3d4e5f6"
    package = tmp_path / "à publier" / receipt.remote_id
    assert sorted(path.name for path in package.iterdir()) == [
        "01.jpg", "02.mp4", "03.jpg", "alt.txt", "caption-instagram.txt", "caption.txt", "first-comment.txt", "index.html", "link.txt",
    ]  # fmt: skip
    assert [(package / name).read_bytes() for name in ("01.jpg", "02.mp4", "03.jpg")] == [item.read() for item in POST.media]
    assert (package / "caption.txt").read_text("utf-8") == f"{CAPTION}\n\n#boulangerie #Lyon\n"
    assert (package / "caption-instagram.txt").read_text("utf-8") == "Sur Instagram\nbonjour\n\n#boulangerie #Lyon\n"
    assert "02.mp4\nLa pâte lève en accéléré\n" in (package / "alt.txt").read_text("utf-8")


def test_a_killed_run_leaves_no_half_package(tmp_path: Path) -> None:
    class Killed(Exception):
        pass

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        _channel(tmp_path).submit(POST, Attempt("k", last_check=die))
    assert list(tmp_path.iterdir()) == []


def test_a_package_filed_away_is_not_made_again(tmp_path: Path) -> None:
    channel, attempt = _channel(tmp_path), Attempt("key-1")
    receipt = channel.submit(POST, attempt)
    (tmp_path / receipt.remote_id).rename(tmp_path / "fait")
    assert channel.submit(POST, attempt) == channel.find(POST, attempt) == receipt
    assert sorted(path.name for path in tmp_path.iterdir()) == [".published", "fait"]


def test_a_post_with_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(PostRejected, match="neither words nor media"):
        _channel(tmp_path).submit(post("text", " ", hashtags=()), Attempt("k"))


def test_a_folder_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a-file"
    file.write_text("")
    with pytest.raises(ReconnectNeeded, match="connect another folder"):
        _channel(file).submit(POST, Attempt("k"))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ChannelBusy, match=r"No space left on device.*make room"):
        _channel(tmp_path / "x").submit(POST, Attempt("k"))
    assert not list((tmp_path / "x").iterdir())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sheet_is_used_on_a_phone(tmp_path: Path, chromium: Any, theme: Any) -> None:
    receipt = _channel(tmp_path).submit(POST, Attempt("key-1"))
    page = chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme=theme)
    try:
        page.goto((tmp_path / receipt.remote_id / "index.html").as_uri())
        assert page.title() == "Levain · lundi 1er juin 2026 à\u00a012\u00a0h\u00a030"
        assert page.locator("img").evaluate_all("nodes => nodes.map(node => [node.naturalWidth, node.alt])") == [
            [320, POST.media[0].alt],
            [320, POST.media[2].alt],
        ]
        assert page.locator(".words").first.text_content() == POST.text(link=False)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert min(page.locator("button, .save").evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().height)")) >= 44
        page.evaluate("document.execCommand = () => { window.copied = String(getSelection()); return true }")
        page.evaluate("navigator.clipboard && (navigator.clipboard.writeText = text => { window.copied = text })")
        page.locator("button").nth(1).click()
        assert page.evaluate("window.copied") == "Sur Instagram\nbonjour\n\n#boulangerie #Lyon"
        assert page.locator("button").nth(1).text_content() == "Copié"
        page.locator(".alt button").nth(1).click()
        assert page.evaluate("window.copied") == POST.media[1].alt
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=f"{shots}/sheet-{theme}.png", full_page=True)
    finally:
        page.close()
