"""Following the files: a save is one step forward, and what cannot be chosen is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from visualgen.batch.pool import RenderPool, render_pool
from visualgen.errors import UnknownName
from visualgen.gallery.watch import Watch, open_watch
from visualgen.settings import Settings


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    with render_pool(1, Settings()) as pool:
        yield pool


@pytest.fixture
def watch(settings: Settings, folder: Path, pool: RenderPool) -> Watch:
    return open_watch("essai", ["levain"], settings, pool)


def test_a_save_is_news(watch: Watch, folder: Path) -> None:
    follower = threading.Thread(target=watch.follow)
    follower.start()
    try:
        assert watch.news(0, 0.1) == 0
        (folder / "4x5.svg").write_text("<svg")
        assert watch.news(0, 5) == 1
        assert watch.snapshot.changed == ("4x5.svg",)
        assert abs(watch.snapshot.saved_ns - (folder / "4x5.svg").stat().st_mtime_ns) < 1
    finally:
        watch.end()
        follower.join(60)
    assert not follower.is_alive()
    assert watch.news(0, 5) is None


def test_what_is_shown(watch: Watch) -> None:
    facts = watch.show("levain", "", 1, "long", "none")
    assert facts["template"]["ratios"] == [{"name": "4x5", "pages": 1, "size": [1080.0, 1350.0]}]
    assert {slot["name"]: slot["value"] for slot in facts["slots"]}["price"] == "1 249,90 €"
    assert [name for name, _ in facts["passes"]] == ["read", "bind", "style", "place", "layers", "paint", "encode", "preflight"]
    (frame,) = facts["overlay"]["frames"]
    assert (frame["name"], frame["points"][0]) == ("headline", [80.0, 640.0])
    kept = watch.kept(facts["picture"].rpartition("/")[2])
    assert kept is not None
    assert kept[1] == "image/jpeg"
    small = watch.show("levain", "4x5", 1, "", "", small=True)
    assert watch.kept(small["picture"].rpartition("/")[2]) != kept


def test_the_drawing_carries_the_brand_and_asks_only_for_its_fonts(watch: Watch, folder: Path) -> None:
    facts = watch.show("levain", "", 1, "", "")
    kept = watch.kept(facts["drawing"].rpartition("/")[2])
    assert kept is not None
    markup = kept[0].decode()
    assert "--color-paper:" in markup
    assert "@font-face{font-family:'fraunces'" in markup
    name = markup.partition("url(/font/")[2].partition(")")[0]
    found = watch.file(name)
    assert found is not None
    assert found.suffix == ".ttf"
    assert str(found.parent) not in markup
    assert watch.file("../../etc/passwd") is None


def test_an_error_names_file_line_and_mend(watch: Watch, folder: Path) -> None:
    path = folder / "4x5.svg"
    path.write_text(path.read_text().replace('fill="none"/>', 'fill="none">'))
    watch._look()
    error = watch.show("levain", "", 1, "", "")["error"]
    assert error["place"]["file"] == "4x5.svg"
    assert error["mend"]
    assert error["place"]["line"] in [number for number, _ in error["excerpt"]]


def test_only_what_can_be_chosen_is_shown(watch: Watch) -> None:
    for kit, words, photo in (("nobody", "", ""), ("levain", "shout", ""), ("levain", "", "../x")):
        with pytest.raises(UnknownName):
            watch.show(kit, "", 1, words, photo)
    assert "ratio" in watch.show("levain", "5by4", 1, "", "")["error"]["message"]


def test_an_unknown_template_is_told(settings: Settings, pool: RenderPool) -> None:
    with pytest.raises(UnknownName, match="essay"):
        open_watch("essay", [], settings, pool)
