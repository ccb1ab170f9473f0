from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Column, ForeignKey, Integer, String, Table, insert, select
from sqlalchemy.exc import IntegrityError

from tests.store.fixtures import S3Server
from visualgen.errors import BlobLost, SettingsError, StoreUnreachable
from visualgen.settings import S3Access, Settings
from visualgen.store.base import Base
from visualgen.store.blob_folder import BlobFolder, _named
from visualgen.store.blob_rows import Blob
from visualgen.store.blobs import GRACE, Blobs, open_store
from visualgen.store.database import Database
from visualgen.store.migrate import upgrade

DAY = timedelta(days=1)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@dataclass
class Hand:
    """A clock whose hand is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=["folder", "bucket"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Return settings with an empty blob store: a folder, and a bucket of a real S3 server."""
    data = tmp_path / "data"
    if request.param == "folder":
        return Settings(data=data, blobs_url=f"file://{tmp_path}/blobs%20here")
    server = request.getfixturevalue("s3")
    return Settings(data=data, blobs_url=f"s3://{server.bucket()}/some/prefix", s3=server.access)


@pytest.fixture
def blobs(stored: Settings) -> Iterator[Blobs]:
    """Yield the blobs of a SQLite database, with a clock to move."""
    database = Database.open(stored)
    yield Blobs.open(stored, database, clock=Hand())
    database.close()


@pytest.fixture
def referrer() -> Iterator[Table]:
    """Yield a table of another domain that refers to blobs."""
    table = Table(
        "referrers", Base.metadata, Column("id", Integer, primary_key=True), Column("blob", String(64), ForeignKey("blobs.sha256"))
    )
    yield table
    Base.metadata.remove(table)


def test_bytes_go_in_and_come_out(blobs: Blobs, tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    name = blobs.put(data, "video/mp4")
    assert name == hashlib.sha256(data).hexdigest()
    assert blobs.put(data, "video/mp4") == name
    assert blobs.get(name) == data
    assert blobs.facts(name) == (3_000_000, "video/mp4")
    assert b"".join(blobs.stream(name, 10, 2_500_000)) == data[10:2_500_000]
    assert b"".join(blobs.stream(name, 2_999_990)) == data[-10:]
    assert b"".join(blobs.stream(name, 5, 5)) == b""
    (tmp_path / "clip").write_bytes(data + b"x")
    assert blobs.get(blobs.put_file(tmp_path / "clip", "video/mp4")) == data + b"x"
    assert blobs.store.ready()


def test_an_empty_blob(blobs: Blobs) -> None:
    assert blobs.get(blobs.put(b"", "text/plain")) == b""


def test_altered_and_missing_bytes_are_never_handed_out(blobs: Blobs, tmp_path: Path) -> None:
    name = blobs.put(b"the picture", "image/png")
    (tmp_path / "other").write_bytes(b"another one")
    with (tmp_path / "other").open("rb") as other:
        blobs.store.write(name, other)
    with pytest.raises(BlobLost, match="no longer those"):
        blobs.get(name)
    assert list(blobs.lost()) == [name]
    blobs.put(b"the picture", "image/png")  # putting it again heals it
    assert blobs.get(name) == b"the picture"
    assert list(blobs.lost()) == []
    blobs.store.delete(name)
    with pytest.raises(BlobLost):
        blobs.get(name)
    with pytest.raises(BlobLost):
        blobs.get("0" * 64)
    with pytest.raises(BlobLost):
        blobs.facts("0" * 64)


def test_only_old_blobs_no_row_refers_to_are_collected(stored: Settings, referrer: Table) -> None:
    database, clock = Database.open(stored), Hand()
    blobs = Blobs.open(stored, database, clock=clock)
    referrer.create(database.engine)
    kept, gone, fresh = (blobs.put(text, "text/plain") for text in (b"kept", b"gone", b"fresh"))
    with database.write() as session:
        session.execute(insert(referrer).values(blob=kept))
    clock.now += GRACE / 2
    blobs.put(b"fresh", "text/plain")
    clock.now += GRACE / 2 + timedelta(seconds=1)
    done = blobs.collect()
    assert (done.removed, done.freed_bytes) == (1, 4)
    assert {blobs.get(kept), blobs.get(fresh)} == {b"kept", b"fresh"}
    assert blobs.store.size(gone) is None
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(referrer).values(blob=gone))
    with pytest.raises(IntegrityError), database.write() as session:
        session.delete(session.get_one(Blob, kept))
    database.close()


def test_bytes_without_a_row_are_taken_in_then_collected(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "stranger").write_bytes(b"stranger")
    name = hashlib.sha256(b"stranger").hexdigest()
    with (tmp_path / "stranger").open("rb") as stranger:
        blobs.store.write(name, stranger)
    assert isinstance(blobs.clock, Hand)
    blobs.clock.now = datetime.now(UTC)
    assert blobs.collect().adopted == 0  # it may be on its way
    blobs.clock.now += 2 * DAY
    assert (blobs.collect().adopted, blobs.collect().removed) == (1, 0)
    assert blobs.get(name) == b"stranger"
    blobs.clock.now += 2 * DAY
    assert blobs.collect().removed == 1
    assert blobs.store.size(name) is None


def test_collecting_beside_writers_loses_nothing(database: Database, tmp_path: Path, referrer: Table) -> None:
    """Writers put the same few blobs over and over while a collector without grace takes whatever it may."""
    upgrade(database)
    referrer.create(database.engine)
    blobs = Blobs(database, BlobFolder(tmp_path / "blobs"))
    words = [f"word {n}".encode() for n in range(4)]
    for word in words:
        blobs.put(word, "text/plain")
    stop = threading.Event()

    def collect() -> None:
        while not stop.is_set():
            blobs.collect(grace=timedelta(seconds=0.02))

    collector = threading.Thread(target=collect)
    collector.start()
    refused = 0
    try:
        for turn in range(60):
            name = blobs.put(words[turn % 4], "text/plain")
            try:
                with database.write() as session:
                    session.execute(insert(referrer).values(id=turn, blob=name))
                with database.read() as session:
                    assert blobs.get(session.scalars(select(referrer.c.blob).where(referrer.c.id == turn)).one()) == words[turn % 4]
                with database.write() as session:
                    session.execute(referrer.delete())
            except IntegrityError:
                refused += 1  # slower than the grace: refused, not lost
    finally:
        stop.set()
        collector.join()
        referrer.drop(database.engine)
    assert refused < 60


KILLED = """
import sys
from pathlib import Path
from visualgen.store.blob_folder import BlobFolder
class Slow:
    def read(self, size):
        print("writing", flush=True)
        import time; time.sleep(0.01)
        return b"x" * 1000
BlobFolder(Path(sys.argv[1])).write("a" * 64, Slow())
"""


def test_a_killed_writer_leaves_nothing(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE)
    assert child.stdout is not None
    for _ in range(5):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_system_without_unnamed_files(tmp_path: Path) -> None:
    with _named(tmp_path) as (part, settle):
        part.write(b"whole")
        assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
        settle(tmp_path / "blob")
    assert [path.name for path in tmp_path.iterdir()] == ["blob"]
    folder = BlobFolder(tmp_path / "blobs")
    left = tmp_path / "blobs" / "ab" / "left.part"
    left.parent.mkdir()
    left.touch()
    assert list(folder.names()) == []
    assert left.exists()
    os.utime(left, (0, 0))
    assert list(folder.names()) == []
    assert not left.exists()


@pytest.mark.parametrize("url", ["ftp://x/y", "file://host/x", "file:relative", "s3://", "nonsense"])
def test_an_address_that_cannot_be_used(url: str) -> None:
    with pytest.raises(SettingsError, match="VISUALGEN_BLOBS_URL"):
        open_store(Settings(blobs_url=url))


def test_a_full_disk_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = BlobFolder(tmp_path)
    assert store.ready()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))
    assert not store.ready()


def test_a_store_that_does_not_answer_is_told(s3: S3Server) -> None:
    gone = open_store(Settings(blobs_url="s3://no-such-bucket", s3=s3.access))
    assert not gone.ready()
    with pytest.raises(StoreUnreachable, match="no such bucket"):
        gone.write("a" * 64, io.BytesIO(b"x"))


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(Settings(database_url="postgresql://me:hush@host/x", s3=S3Access(secret_access_key="hush")))
