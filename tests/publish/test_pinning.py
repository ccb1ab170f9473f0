"""What was approved is what goes out: a photo, its focal point or the kit changed behind an approval asks for another one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.publish.test_desk import NOW, ROW, Shop
from visualgen.assets import service as assets
from visualgen.assets.checking import look
from visualgen.errors import PostChanged
from visualgen.posts import repository
from visualgen.posts.files import needed_files
from visualgen.publish import desk as at_desk
from visualgen.publish import scheduling
from visualgen.store.database import Database

CHANGED = {
    "focal point": "the focal point of a photo was changed",
    "photo": "a photo or clip was replaced",
}


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


def photo(path: Path, left: str, right: str) -> Path:
    """Write a wide photo whose halves differ: what is shown of it tells where it is looked at."""
    picture = Image.new("RGB", (1600, 600), left)
    ImageDraw.Draw(picture).rectangle((800, 0, 1600, 600), fill=right)
    picture.save(path, quality=95)
    return path


def asset(shop: Shop, path: Path) -> str:
    """Keep the photo among the brand's and return how a slot names it."""
    looked = look(path, shop.desk.settings)
    added = assets.add(shop.desk.database, shop.desk.blobs, path, looked, brand_id=shop.brand_id, name="photo", made_by="camille", now=NOW)
    return f"asset:{added.id}"


def focus(shop: Shop, name: str, point: str) -> None:
    assets.describe(shop.desk.database, [shop.brand_id], name.removeprefix("asset:"), name=None, focus=point, alt=None)


def with_photo(shop: Shop, tmp_path: Path) -> tuple[str, str]:
    """Put a scheduled post with an asset for a photo on the calendar; return its id and how it names the asset."""
    name = asset(shop, photo(tmp_path / "salon.jpg", "#a01010", "#1010a0"))
    focus(shop, name, "0.1,0.5")
    return shop.ready(replace(ROW, content={**ROW.content, "photo": name})), name


def pictures(shop: Shop, post_id: str, version: int | None = None) -> list[str]:
    with shop.desk.database.read() as session:
        return [item.blob for item in repository.media(session, repository.post(session, post_id, (shop.brand_id,)), version)]


def version(shop: Shop, post_id: str) -> int:
    with shop.desk.database.read() as session:
        return repository.post(session, post_id, (shop.brand_id,)).version


def why(shop: Shop, post_id: str) -> str:
    with shop.desk.database.read() as session:
        told = repository.story(session, repository.post(session, post_id, (shop.brand_id,)))
        return [event.note for event in told if event.kind == "lapsed"][-1]


def test_another_focal_point_asks_for_approval_again_and_is_what_is_sent_then(shop: Shop, tmp_path: Path) -> None:
    post, name = with_photo(shop, tmp_path)
    before = pictures(shop, post)
    assert scheduling.still_approved(shop.desk, shop.actor, post)
    focus(shop, name, "0.9,0.5")
    assert not scheduling.still_approved(shop.desk, shop.actor, post)
    assert (shop.state(post), shop.ledger(post), why(shop, post)) == ("review", {"folder": "cancelled"}, CHANGED["focal point"])
    scheduling.approve(shop.desk, shop.actor, post)
    scheduling.schedule(shop.desk, shop.actor, post)
    assert pictures(shop, post) != before
    assert pictures(shop, post, 1) == before, "what was approved first is kept with its version"
    assert scheduling.still_approved(shop.desk, shop.actor, post)


def test_a_focal_point_that_shows_nowhere_keeps_the_approval(shop: Shop, tmp_path: Path) -> None:
    name = asset(shop, photo(tmp_path / "uni.jpg", "#a01010", "#a01010"))
    post = shop.ready(replace(ROW, content={**ROW.content, "photo": name}))
    focus(shop, name, "0.9,0.5")
    assert scheduling.still_approved(shop.desk, shop.actor, post)


def test_a_photo_replaced_under_its_name_asks_for_approval_again(shop: Shop, tmp_path: Path) -> None:
    photo(tmp_path / "salon.jpg", "#a01010", "#1010a0")
    row = replace(ROW, content={**ROW.content, "photo": "salon.jpg"})
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, row, folder=tmp_path).id
    scheduling.approve(shop.desk, shop.actor, post)
    scheduling.schedule(shop.desk, shop.actor, post)
    before = pictures(shop, post)
    photo(tmp_path / "salon.jpg", "#10a010", "#101010")
    at_desk.edit(shop.desk, shop.actor, post, {"content": {"photo": "salon.jpg"}}, folder=tmp_path)
    assert not scheduling.still_approved(shop.desk, shop.actor, post)
    assert (shop.state(post), why(shop, post)) == ("review", CHANGED["photo"])
    scheduling.approve(shop.desk, shop.actor, post)
    assert pictures(shop, post) != before


def test_who_looked_at_other_pictures_is_asked_to_look_again(shop: Shop, tmp_path: Path) -> None:
    name = asset(shop, photo(tmp_path / "salon.jpg", "#a01010", "#1010a0"))
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, replace(ROW, content={**ROW.content, "photo": name})).id
    scheduling.submit(shop.desk, shop.actor, post)
    seen = version(shop, post)
    focus(shop, name, "0.9,0.5")
    with pytest.raises(PostChanged):
        scheduling.approve(shop.desk, shop.actor, post, seen_version=seen)
    assert (shop.state(post), version(shop, post)) == ("review", seen + 1)
    with pytest.raises(PostChanged):
        scheduling.approve(shop.desk, shop.actor, post, seen_version=seen)
    scheduling.approve(shop.desk, shop.actor, post, seen_version=seen + 1)
    assert scheduling.still_approved(shop.desk, shop.actor, post)


def test_a_new_approval_after_a_change_of_the_kit_is_of_new_pictures(shop: Shop) -> None:
    post = shop.ready()
    before = pictures(shop, post)
    tokens = shop.kit / "brand.tokens.json"
    tokens.write_text(re.sub(r'"components": \[[^\]]*\]', '"components": [0.1, 0.2, 0.3]', tokens.read_text(), count=3))
    assert not scheduling.still_approved(shop.desk, shop.actor, post)
    scheduling.approve(shop.desk, shop.actor, post)
    assert pictures(shop, post) != before


def test_making_the_same_pictures_again_is_no_new_version(shop: Shop) -> None:
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, ROW).id
    scheduling.submit(shop.desk, shop.actor, post)
    scheduling.submit(shop.desk, shop.actor, post)
    assert version(shop, post) == 1


def test_files_of_an_earlier_version_are_needed_no_more() -> None:
    kept = {"a.jpg": "1", "old.jpg": "2", "asset:X": "3", "film.mp4": "4"}
    facts = {"content": {"photo": "a.jpg", "steps": ["asset:X#t=1,2"]}, "sound": "film.mp4#t=3"}
    assert needed_files(facts, kept) == {"a.jpg": "1", "asset:X": "3", "film.mp4": "4"}
