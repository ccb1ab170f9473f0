from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.racing import at_once
from visualgen.accounts.service import create_brand, ensure_home
from visualgen.calendar.model import Row
from visualgen.errors import ArchiveError, Conflict, InputError, KitError, NotFound, SvgError, TemplateError, UnknownName, VisualgenError
from visualgen.jobs import service as jobs
from visualgen.library import service
from visualgen.library.checking import check_folder
from visualgen.library.library import Library
from visualgen.library.model import Edition, Kind
from visualgen.posts import service as posts
from visualgen.posts.model import Post
from visualgen.settings import Settings, packaged
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
OUTSIDE = 'title = "A"\n[[fonts]]\nfamily = "X"\nfiles = ["../../../secret.ttf"]\n'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080"><text id="slot:{}" y="99">a</text></svg>'


def packed(files: dict[str, str | bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    stream.seek(0)
    return stream


def kit_files(name: str = "levain") -> dict[str, str | bytes]:
    folder = packaged("brand_kits") / name
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class House:
    """A database with two brands, and the library over it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = Settings.from_environment({"VISUALGEN_DATA": str(settings.data)})
        self.blobs = Blobs.open(self.settings, database)
        organisation, _ = ensure_home(database, ["levain", "prise"], NOW)
        create_brand(database, organisation.id, "nouvelle", "", NOW)
        with database.read() as session:
            from visualgen.accounts.repository import brands_of

            self.brands = {brand.name: brand.id for brand in brands_of(session, organisation.id)}
        self.folder_kits = frozenset({"levain", "prise"})
        self.library = Library.open(self.settings, database, self.blobs)

    def add(self, kind: Kind, name: str, files: dict[str, str | bytes], brand: str = "nouvelle") -> tuple[Edition, list[dict[str, Any]]]:
        made = service.add(
            self.database,
            self.blobs,
            self.settings,
            check_folder,
            brand_id=self.brands[brand],
            kind=kind,
            name=name,
            archive=packed(files),
            made_by="key:1",
            now=NOW,
        )
        self.library.forget()
        return made


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    settings = Settings(database_url=sqlite_url, data=tmp_path / "data")
    database = Database.open(settings)
    yield House(database, settings)
    database.close()


def test_versions_on_every_database(database: Database, service_settings: Settings) -> None:
    house = House(database, service_settings)
    for text in ("a", "b"):
        house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format(text)})
    assert list(house.library.template("offre", house.brands["nouvelle"]).slots) == ["b"]
    service.remove(database, brand_id=house.brands["nouvelle"], kind=Kind.TEMPLATE, name="offre", now=NOW)
    house.library.forget()
    assert house.library.edition(house.brands["nouvelle"], Kind.TEMPLATE, "offre") is None


def test_uploads_of_one_name_at_once_are_versions(database: Database, service_settings: Settings) -> None:
    house = House(database, service_settings)
    found = at_once(4, lambda number: house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format(f"a{number}")}))
    assert not [one for one in found if isinstance(one, Exception)], found
    with database.read() as session:
        assert sorted(session.scalars(select(Edition.version))) == [1, 2, 3, 4]


def test_a_template_is_the_brands_own_and_has_versions(house: House) -> None:
    first, told = house.add(Kind.TEMPLATE, "offre", {"offre/1x1.svg": DRAWING.format("before")})
    assert isinstance(told, list)
    template = house.library.template("offre", house.brands["nouvelle"])
    assert (template.name, list(template.slots)) == ("offre", ["before"])
    second, _ = house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format("afterwards")})
    assert (first.version, second.version) == (1, 2)
    assert list(house.library.template("offre", house.brands["nouvelle"]).slots) == ["afterwards"]
    with pytest.raises(UnknownName):
        house.library.template("offre", house.brands["levain"])


def test_a_kit_is_used_like_one_in_a_folder(house: House) -> None:
    house.add(Kind.KIT, "nouvelle", kit_files())
    brand_id = house.library.whose_kit(house.brands, house.folder_kits, "nouvelle:dark")
    kit = house.library.kit("nouvelle:dark", brand_id)
    plain = house.library.kit("levain", house.library.whose_kit(house.brands, house.folder_kits, "levain"))
    assert (brand_id, kit.name, plain.name) == (house.brands["nouvelle"], "nouvelle:dark", "levain")
    assert kit.css != plain.css
    with pytest.raises(UnknownName, match="nouvelle:light"):
        house.library.kit("nouvelle:light", brand_id)


def test_other_brands_kits_are_not_there(house: House) -> None:
    house.add(Kind.KIT, "maison", kit_files())
    mine = {"prise": house.brands["prise"]}
    for name in ("maison", "levain", "nowhere"):
        with pytest.raises(UnknownName) as caught:
            house.library.whose_kit(mine, frozenset({"prise"}), name)
        assert caught.value.mend in ("known: prise", "did you mean 'prise'?")
    assert {found.name for found in house.library.all_kits(mine, frozenset({"prise"}))} == {"prise", "prise:dark"}


def test_one_name_in_two_brands_is_asked_about(house: House) -> None:
    house.add(Kind.KIT, "maison", kit_files())
    house.add(Kind.KIT, "maison", kit_files("prise"), "prise")
    with pytest.raises(InputError, match="several brands"):
        house.library.whose_kit(house.brands, house.folder_kits, "maison")
    assert house.library.whose_kit(house.brands, house.folder_kits, "maison", "prise") == house.brands["prise"]


def test_an_upload_hides_the_folder_of_the_same_name(house: House) -> None:
    house.add(Kind.KIT, "levain", {**kit_files("prise")}, "levain")
    kits = {found.name: found for found in house.library.all_kits(house.brands, house.folder_kits)}
    assert kits["levain"].edition is not None
    assert kits["levain"].brand_id == house.brands["levain"]
    house.add(Kind.TEMPLATE, "annonce", {"1x1.svg": DRAWING.format("own")}, "levain")
    assert list(house.library.template("annonce", house.brands["levain"]).slots) == ["own"]
    assert "headline" in house.library.template("annonce", house.brands["prise"]).slots
    assert [found.name for found in house.library.all_templates(house.brands)].count("annonce") == 2


@pytest.mark.parametrize(
    ("kind", "files", "error"),
    [
        (Kind.TEMPLATE, {"1x1.svg": "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>"}, SvgError),
        (Kind.TEMPLATE, {"readme.txt": "hello"}, TemplateError),
        (Kind.TEMPLATE, {"1x1.svg": DRAWING.format("a"), "../x.svg": "x"}, ArchiveError),
        (Kind.KIT, {"readme.txt": "hello"}, KitError),
        (Kind.KIT, {"brand.toml": "title = ["}, KitError),
        (
            Kind.KIT,
            {"brand.toml": 'title = "A"\n[[fonts]]\nfamily = "X"\nfiles = ["../../../secret.ttf"]\n', "brand.tokens.json": "{}"},
            KitError,
        ),
    ],
    ids=["broken", "no drawing", "outside", "no kit", "no toml", "font outside"],
)
def test_what_cannot_be_used_leaves_nothing(house: House, kind: Kind, files: dict[str, str | bytes], error: type[VisualgenError]) -> None:
    with pytest.raises(error) as caught:
        house.add(kind, "offre", files)
    assert caught.value.mend
    assert not any(found.edition for found in house.library.all_templates(house.brands))
    assert not list((house.settings.data_folder() / "library").iterdir())


@pytest.mark.parametrize("name", ["", "Promo", "a b", "../x", "a:b", "x" * 65, ".x"])
def test_a_name_is_a_name(house: House, name: str) -> None:
    with pytest.raises(InputError):
        house.add(Kind.TEMPLATE, name, {"1x1.svg": DRAWING.format("a")})


def test_it_is_removed_unless_it_is_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format("a")})
    where = {"brand_id": house.brands["nouvelle"], "kind": Kind.TEMPLATE, "name": "offre"}
    monkeypatch.setattr(service, "USES", ("tests.library.test_library:three_posts",))
    with pytest.raises(Conflict, match="3 posts"):
        service.remove(house.database, **where, now=NOW)  # type: ignore[arg-type]
    monkeypatch.setattr(service, "USES", ())
    service.remove(house.database, **where, now=NOW)  # type: ignore[arg-type]
    house.library.forget()
    with pytest.raises(UnknownName):
        house.library.template("offre", house.brands["nouvelle"])
    with pytest.raises(NotFound):
        service.remove(house.database, **where, now=NOW)  # type: ignore[arg-type]
    edition, _ = house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format("a")})
    assert edition.version == 2


def test_a_job_or_a_post_to_come_keeps_what_it_needs(house: House) -> None:
    brand_id, row = house.brands["nouvelle"], Row(line=1, id="1", own_id=True, date=date(2026, 12, 1), time=None, template="offre")
    house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format("a")})
    house.add(Kind.KIT, "nouvelle", kit_files())

    def remove(kind: Kind, name: str) -> None:
        service.remove(house.database, brand_id=brand_id, kind=kind, name=name, now=NOW)

    with house.database.write() as session:
        job = jobs.ask(session, "render", {"orders": [{"template": "offre", "kit": "nouvelle:dark"}]}, brand_id=brand_id, now=NOW)
    for kind, name in ((Kind.TEMPLATE, "offre"), (Kind.KIT, "nouvelle")):
        with pytest.raises(Conflict, match="1 job that waits"):
            remove(kind, name)
    jobs.cancel(house.database, job.id, now=NOW)
    with house.database.write() as session:
        post = posts.create(session, brand_id, row, "Europe/Paris", actor="Ana", at=NOW)
    for kind, name in ((Kind.TEMPLATE, "offre"), (Kind.KIT, "nouvelle")):
        with pytest.raises(Conflict, match="1 post to be published"):
            remove(kind, name)
    with house.database.write() as session:
        session.get_one(Post, post.id).removed_at = NOW
    for kind, name in ((Kind.TEMPLATE, "offre"), (Kind.KIT, "nouvelle")):
        remove(kind, name)


def three_posts(session: object, brand_id: str, kind: str, name: str) -> str | None:
    return "3 posts" if (kind, name) == ("template", "offre") else None


def test_another_machine_unpacks_for_itself(house: House, tmp_path: Path) -> None:
    house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format("a")})
    elsewhere = Settings.from_environment({"VISUALGEN_DATA": str(tmp_path / "elsewhere")})
    library = Library.open(elsewhere, house.database, house.blobs)
    assert list(library.template("offre", house.brands["nouvelle"]).slots) == ["a"]


def test_another_process_sees_an_upload_after_two_seconds(house: House) -> None:
    now = [NOW]
    other = Library(house.settings, house.database, house.blobs, house.library.shelves, lambda: now[0])
    with pytest.raises(UnknownName):
        other.template("offre", house.brands["nouvelle"])
    house.add(Kind.TEMPLATE, "offre", {"1x1.svg": DRAWING.format("a")})
    now[0] += timedelta(seconds=3)
    assert other.template("offre", house.brands["nouvelle"]).name == "offre"
