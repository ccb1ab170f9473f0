from __future__ import annotations

import json
from pathlib import Path

import pytest

from visualgen.errors import PictureError, UnknownName
from visualgen.pipeline import render_key
from visualgen.render.content import picture_value
from visualgen.render.products import Output, StillJob
from visualgen.renders import order
from visualgen.renders.library import Library
from visualgen.settings import Settings
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.template.target import resolve_target


@pytest.fixture
def blobs(database: Database, tmp_path: Path) -> Blobs:
    return Blobs(database, BlobFolder(tmp_path / "blobs"))


def _job(library: Library) -> StillJob:
    template = library.template("annonce")
    photo = picture_value(b"photo", "fournil.jpg", Settings().limits, (0.5, 0.25))
    content = {"headline": "Ouverture *samedi*", "photo": photo, "list": [{"photo": photo, "n": 3}], "none": None, "yes": True}
    target = resolve_target("instagram.story", template)
    return StillJob(template, library.kit("levain:dark"), target, content, 1, True, True, Output("png", 80, 90_000))


def test_an_order_makes_the_same_picture_on_any_machine(blobs: Blobs) -> None:
    library = Library.open(Settings.from_environment({}))
    job = _job(library)
    sent = json.loads(json.dumps(order.written(job, "annonce", "levain:dark", blobs)))
    again = order.read(sent, None, Library.open(Settings.from_environment({})), blobs)
    assert render_key(again) == render_key(job)
    assert again.content == job.content
    assert again.target == job.target
    assert len(order.pictures_of(sent)) == 1


def test_a_lost_photo_and_a_template_that_is_gone_are_told(blobs: Blobs) -> None:
    library = Library.open(Settings.from_environment({}))
    sent = order.written(_job(library), "annonce", "levain:dark", blobs)
    with pytest.raises(UnknownName, match="annonse"):
        order.read({**sent, "template": "annonse"}, None, library, blobs)
    blobs.store.delete(order.pictures_of(sent)[0])
    fresh = Blobs(blobs.database, blobs.store)
    with pytest.raises(PictureError, match="no longer kept"):
        order.read(sent, None, library, fresh)
