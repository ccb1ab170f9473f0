from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.racing import at_once
from tests.store.fixtures import NOON, make_brand
from visualgen.findings import Finding
from visualgen.pipeline import Rendered
from visualgen.renders import repository, service
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blobs import GRACE, Blobs
from visualgen.store.database import Database

FOUND = Finding("x", "warns", ("f", "g"), ("e", "d"), "text", {"n": 1}, (0.0, 1.0, 2.0, 3.0))
MADE = Rendered(b"picture", "image/png", (1080, 1350), "a" * 64, (FOUND,), 2, 5)
HOUR = timedelta(hours=1)


@pytest.fixture
def blobs(database: Database, tmp_path: Path) -> Blobs:
    return Blobs(database, BlobFolder(tmp_path / "blobs"), clock=lambda: NOON)


def test_a_kept_picture_comes_back_as_it_was(database: Database, blobs: Blobs, brand_id: str) -> None:
    kept = service.keep(database, blobs, brand_id, MADE, now=NOON)
    assert service.keep(database, blobs, brand_id, MADE, now=NOON).id == kept.id
    assert service.find_loaded(database, blobs, brand_id, MADE.key, now=NOON) == MADE
    assert service.find_loaded(database, blobs, make_brand(database, "prise"), MADE.key, now=NOON) is None
    assert service.find(database, brand_id, "b" * 64, now=NOON) is None
    with database.read() as session:
        assert [render.key for render in repository.page(session, brand_id).items] == [MADE.key]
        assert set(repository.by_keys(session, brand_id, [MADE.key, "b" * 64])) == {MADE.key}


def test_lost_bytes_are_made_again(database: Database, blobs: Blobs, brand_id: str) -> None:
    kept = service.keep(database, blobs, brand_id, MADE, now=NOON)
    blobs.store.delete(kept.blob)
    fresh = Blobs(database, blobs.store, clock=lambda: NOON)
    assert service.find_loaded(database, fresh, brand_id, MADE.key, now=NOON) is None
    service.keep(database, fresh, brand_id, MADE, now=NOON)
    assert service.find_loaded(database, fresh, brand_id, MADE.key, now=NOON) == MADE


def test_unused_pictures_and_then_their_bytes_go(database: Database, blobs: Blobs, brand_id: str) -> None:
    kept = service.keep(database, blobs, brand_id, MADE, now=NOON)
    later = NOON + timedelta(days=60)
    assert service.find(database, brand_id, MADE.key, now=later) is not None
    assert service.forget_unused(database, now=NOON + timedelta(days=91)) == 0  # it was asked for meanwhile
    collector = Blobs(database, blobs.store, clock=lambda: NOON + 2 * GRACE)
    assert collector.collect().removed == 0
    assert service.forget_unused(database, now=later + timedelta(days=90) + HOUR) == 1
    assert collector.collect().removed == 1
    assert blobs.store.size(kept.blob) is None


def test_the_same_picture_kept_by_several_is_kept_once(database: Database, blobs: Blobs, brand_id: str) -> None:
    found = at_once(4, lambda _: service.keep(database, blobs, brand_id, MADE, now=NOON).id)
    assert len(set(found)) == 1, found
    blobs.store.delete(service.keep(database, blobs, brand_id, MADE, now=NOON).blob)
    gone = at_once(4, lambda _: service.find_loaded(database, Blobs(database, blobs.store), brand_id, MADE.key, now=NOON + HOUR * 2))
    assert gone == [None] * 4
