from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from visualgen.accounts.service import create_brand, ensure_home
from visualgen.assets import repository, service
from visualgen.assets.checking import look
from visualgen.assets.model import Asset, AssetKind
from visualgen.calendar.facts import facts_of
from visualgen.calendar.model import Row
from visualgen.errors import Conflict, ContentError, InputError, NotFound, VisualgenError
from visualgen.jobs import service as jobs
from visualgen.posts import service as posts
from visualgen.posts.model import Post, PostState
from visualgen.settings import Limits, Settings
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SETTINGS = Settings()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    stream, image = io.BytesIO(), Image.new("RGB", size, "#c96")
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(stream, kind, exif=exif)
    return stream.getvalue()


def sound() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000)
    return stream.getvalue()


def _file(folder: Path, data: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif"), ("AVIF", "image/avif")],
)
def test_pictures_are_known_by_their_bytes(tmp_path: Path, kind: str, media_type: str) -> None:
    looked = look(_file(tmp_path, picture(kind), "lying.txt"), SETTINGS)
    assert (looked.kind, looked.media_type, looked.width_px, looked.height_px) == (AssetKind.PICTURE, media_type, 60, 40)


def test_a_picture_is_measured_upright(tmp_path: Path) -> None:
    looked = look(_file(tmp_path, picture("JPEG", orientation=6)), SETTINGS)
    assert (looked.width_px, looked.height_px) == (40, 60)


def test_a_sound(tmp_path: Path) -> None:
    looked = look(_file(tmp_path, sound(), "jingle.wav"), SETTINGS)
    assert (looked.kind, looked.media_type, looked.duration_s) == (AssetKind.SOUND, "audio/wav", 1.0)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"<svg/>", b"%PDF-1.7", picture()[:30], b"\xff\xd8\xff" + b"x" * 99, b"\0\0\0\x18ftypmp42" + b"\0" * 50, b"ID3" * 20],
)
def test_what_no_slot_takes_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        look(_file(tmp_path, data), SETTINGS)
    assert caught.value.mend


@dataclass
class House:
    database: Database
    blobs: Blobs
    brands: tuple[str, str]
    folder: Path

    def add(self, data: bytes, **facts: str) -> Asset:
        path = _file(self.folder, data)
        return service.add(
            self.database,
            self.blobs,
            path,
            look(path, SETTINGS),
            brand_id=self.brands[0],
            name="chat.png",
            made_by="key:1",
            now=NOW,
            **facts,
        )


@pytest.fixture
def house(database: Database, service_settings: Settings, tmp_path: Path) -> House:
    organisation, _ = ensure_home(database, [], NOW)
    brands = tuple(create_brand(database, organisation.id, name, "", NOW).id for name in ("levain", "prise"))
    return House(database, Blobs.open(service_settings, database), (brands[0], brands[1]), tmp_path)


def test_a_slot_takes_an_asset_with_its_focus(house: House) -> None:
    data = picture()
    asset = house.add(data, focus="0.25,0.75", alt="Un chat")
    opened = service.open_picture(house.database, house.blobs, house.brands[0], f"asset:{asset.id}", Limits())
    assert (opened.data, opened.name, opened.focus) == (data, "chat.png", (0.25, 0.75))
    changed = service.describe(house.database, house.brands[:1], asset.id, name=None, focus="auto", alt="Un chat roux")
    assert (changed.name, changed.focus, changed.alt) == ("chat.png", "auto", "Un chat roux")


def test_another_brands_asset_is_not_there(house: House) -> None:
    asset = house.add(picture())
    other = house.brands[1:]
    with pytest.raises(ContentError, match="no asset"):
        service.open_picture(house.database, house.blobs, other[0], f"asset:{asset.id}", Limits())
    for call in (
        lambda: service.get(house.database, other, asset.id),
        lambda: service.delete(house.database, other, asset.id),
        lambda: service.describe(house.database, other, asset.id, name="x", focus=None, alt=None),
        lambda: service.get(house.database, house.brands, "nonsense"),
    ):
        with pytest.raises(NotFound):
            call()
    with house.database.read() as session:
        assert repository.page(session, other).items == ()


def test_a_focus_is_two_fractions(house: House) -> None:
    asset = house.add(picture())
    for focus in ("", "2,2", "x"):
        with pytest.raises(ContentError):
            house.add(picture(), focus=focus)
        with pytest.raises(ContentError):
            service.describe(house.database, house.brands, asset.id, name=None, focus=focus, alt=None)


def test_only_a_picture_is_a_picture(house: House) -> None:
    asset = house.add(sound())
    with pytest.raises(ContentError, match="is sound"):
        service.open_picture(house.database, house.blobs, house.brands[0], f"asset:{asset.id}", Limits())


def test_what_is_deleted_is_gone_and_its_bytes_may_be_collected(house: House) -> None:
    asset = house.add(picture())
    service.delete(house.database, house.brands, asset.id)
    with pytest.raises(VisualgenError):
        service.get(house.database, house.brands, asset.id)
    with house.database.read() as session:
        assert repository.page(session, house.brands).items == ()


def test_a_job_that_waits_keeps_its_assets(house: House) -> None:
    asset, other = house.add(picture()), house.blobs.put(b"else", "text/plain")
    with house.database.write() as session:
        job = jobs.ask(session, "render", {"orders": []}, brand_id=house.brands[0], now=NOW, blobs=[asset.blob])
        jobs.ask(session, "render", {"orders": []}, brand_id=house.brands[0], now=NOW, blobs=[other])
    with pytest.raises(Conflict, match=r"the asset 'chat.png' is used by 1 job that waits") as refused:
        service.delete(house.database, house.brands, asset.id)
    assert refused.value.mend
    assert service.get(house.database, house.brands, asset.id).blob == asset.blob
    jobs.cancel(house.database, job.id, now=NOW)
    service.delete(house.database, house.brands, asset.id)


@pytest.mark.parametrize("named", ["pain.png", "asset:{}"])
def test_a_post_to_be_published_keeps_its_assets(house: House, named: str) -> None:
    asset = house.add(picture())
    named = named.format(asset.id)
    files = {named: asset.blob} if named == "pain.png" else {}
    row = Row(line=1, id="1", own_id=True, date=date(2026, 12, 1), time=None, template="annonce", content={"photo": named})
    with house.database.write() as session:
        first = posts.create(session, house.brands[0], row, "Europe/Paris", actor="Ana", at=NOW, files=files)
        posts.create(session, house.brands[0], Row(2, "2", True, date(2026, 12, 2), None, "annonce"), "Europe/Paris", actor="Ana", at=NOW)

    def refuse() -> None:
        with pytest.raises(Conflict, match="1 post to be published"):
            service.delete(house.database, house.brands, asset.id)

    refuse()
    with house.database.write() as session:
        session.get_one(Post, first.id).state = PostState.SCHEDULED.value
    refuse()
    with house.database.write() as session:
        session.get_one(Post, first.id).state = PostState.PUBLISHED.value
    service.delete(house.database, house.brands, asset.id)


def test_a_photo_of_an_earlier_version_is_not_needed_any_more(house: House) -> None:
    asset = house.add(picture())
    row = Row(line=1, id="1", own_id=True, date=date(2026, 12, 1), time=None, template="annonce", content={"photo": "pain.png"})
    with house.database.write() as session:
        post = posts.create(session, house.brands[0], row, "Europe/Paris", actor="Ana", at=NOW, files={"pain.png": asset.blob})
        assert posts.edit(session, post, {**facts_of(row), "content": {"headline": "Bonjour"}}, actor="Ana", at=NOW)
    service.delete(house.database, house.brands, asset.id)
