"""What a client is shown: every picture that would be approved, as it will look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.publish.test_desk import ROW, Shop
from visualgen.publish import desk as at_desk
from visualgen.publish import links
from visualgen.publish.client_view import PostView, view_of
from visualgen.store.database import Database


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


def seen(shop: Shop, **changes: object) -> PostView:
    row = replace(ROW, **changes)  # type: ignore[arg-type]
    post = at_desk.create(shop.desk, shop.actor, shop.brand_id, row)
    link, _ = links.create(shop.desk, shop.actor, [post.id], "Mme Roche")
    (view,) = view_of(shop.desk, link).posts
    return view


def test_every_format_that_is_approved_is_shown(shop: Shop) -> None:
    view = seen(shop, ratios=("4x5", "9x16"), captions={})
    (frame,) = view.frames
    assert (frame.kind, [item.height_px for item in frame.media]) == ("photo", [1350])
    assert [item.height_px for item in frame.more] == [1920]
    assert frame.more[0].blob != frame.media[0].blob


@pytest.mark.parametrize(("channels", "kind"), [(("instagram",), "story"), (("instagram:lyon", "facebook"), "story"), (("x",), "photo")])
def test_a_tall_picture_is_a_story_where_there_are_stories(shop: Shop, channels: tuple[str, ...], kind: str) -> None:
    assert [frame.kind for frame in seen(shop, ratios=("9x16",), channels=channels, captions={}).frames] == [kind]
