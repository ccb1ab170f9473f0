"""Databases for tests: every test that asks for `database` runs on SQLite and on a real PostgreSQL, each time a fresh one."""

from __future__ import annotations

import ctypes
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from visualgen.accounts.model import Brand, Organisation
from visualgen.settings import S3Access, Settings
from visualgen.store.database import Database
from visualgen.store.migrate import upgrade

START_SECONDS = 30
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@dataclass
class PostgresServer:
    """A running PostgreSQL of this test process; `database()` makes a fresh database."""

    port: int
    host: str = "127.0.0.1"
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://visualgen@{self.host}:{self.port}/{database}"

    def run(self, statement: str) -> None:
        with psycopg.connect(host=self.host, port=self.port, user="visualgen", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template0") -> str:
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _unprivileged() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root: return the user and group to run it as."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return None


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


@pytest.fixture(scope="session")
def postgres(require_part) -> Iterator[PostgresServer]:  # type: ignore[no-untyped-def]
    """Yield a PostgreSQL started for this test process."""
    with postgres_server(require_part("postgresql").parent) as server:
        yield server


@contextmanager
def postgres_server(binaries: Path, listen: str = "127.0.0.1", trusted: str | None = None) -> Iterator[PostgresServer]:
    """Yield a PostgreSQL, its durability off; it ends with this process, however that ends. `trusted`: a network that may connect."""
    folder = Path(tempfile.mkdtemp(prefix="visualgen-postgres-"))
    ids = _unprivileged()
    rights = {"user": ids[0], "group": ids[1], "extra_groups": []} if ids else {}
    if ids:
        os.chown(folder, *ids)
    data, log = folder / "data", folder / "log"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "visualgen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **rights,
    )  # fmt: skip
    if trusted:
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {trusted} trust\n")
    port = free_port()
    options = {
        "port": port, "listen_addresses": listen, "unix_socket_directories": folder, "fsync": "off", "synchronous_commit": "off",
        "full_page_writes": "off", "max_connections": 120, "shared_buffers": "64MB", "autovacuum": "on",
    }  # fmt: skip
    words = itertools.chain.from_iterable(("-c", f"{name}={value}") for name, value in options.items())
    with log.open("wb") as out:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, *words], stdout=out, stderr=out, cwd=folder, preexec_fn=_die_with_parent, **rights
        )
    try:
        _wait_for(server, port, log)
        yield PostgresServer(port)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="visualgen", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(f"PostgreSQL does not start: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """Return the name of a template database with the current schema."""
    name = postgres.create()
    database = Database.connect(Settings(database_url=postgres.url(name)))
    upgrade(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the current schema, to be copied."""
    path = tmp_path_factory.mktemp("schema") / "visualgen.sqlite3"
    database = Database.open(Settings(database_url=f"sqlite:///{path}"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """Return the URL of a fresh SQLite database with the current schema."""
    path = tmp_path / "visualgen.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """Return the URL of a fresh PostgreSQL database with the current schema."""
    name = postgres.create(migrated_postgres)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a fresh database with the current schema: the test runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def service_settings(database_url: str, tmp_path: Path) -> Settings:
    """Return settings with a fresh database and a data folder of their own."""
    return Settings(database_url=database_url, data=tmp_path / "data")


@pytest.fixture
def database(service_settings: Settings) -> Iterator[Database]:
    """Yield an open, fresh database: the test runs once on SQLite and once on PostgreSQL."""
    opened = Database.open(service_settings)
    yield opened
    opened.close()


@dataclass(frozen=True)
class S3Server:
    """A running S3 of this test process."""

    access: S3Access
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def bucket(self) -> str:
        """Return the name of a fresh bucket."""
        import boto3

        name = f"bucket-{next(self._numbers)}"
        client = boto3.client(
            "s3", endpoint_url=self.access.endpoint, region_name=self.access.region,
            aws_access_key_id=self.access.access_key_id, aws_secret_access_key=self.access.secret_access_key,
        )  # fmt: skip
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": self.access.region})
        client.close()
        return name


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """Yield an S3 started for this test process."""
    with s3_server() as server:
        yield server


@contextmanager
def s3_server(listen: str = "127.0.0.1") -> Iterator[S3Server]:
    """Yield an S3 of moto's in a process of its own; it ends with this one."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", listen, "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_die_with_parent,
    )  # fmt: skip
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail("moto does not start")
            time.sleep(0.05)
    yield S3Server(S3Access(f"http://127.0.0.1:{port}", "eu-west-3", "key", "secret"))
    server.terminate()
    server.wait(30)


@pytest.fixture
def brand_id(database: Database) -> str:
    """Return the id of a brand in the fresh database."""
    return make_brand(database)


def make_brand(database: Database, name: str = "levain") -> str:
    """Return the id of a new brand, in an organisation of its own."""
    with database.write() as session:
        organisation = Organisation(name=name, created_at=NOON)
        session.add(organisation)
        session.flush()
        brand = Brand(organisation_id=organisation.id, name=name, title=name, created_at=NOON)
        session.add(brand)
        session.flush()
        return brand.id
