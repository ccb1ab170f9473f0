from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

import visualgen
from tests.store.filling import fill, ours
from visualgen.settings import Settings
from visualgen.store import migrate
from visualgen.store.base import Base
from visualgen.store.database import Database
from visualgen.store.domains import DOMAINS, load_models

VERSIONS = sorted(path.stem for path in (migrate.MIGRATIONS / "versions").glob("[0-9]*.py"))


def test_the_migrations_form_one_line_named_by_their_files() -> None:
    assert len(migrate.heads()) == 1, "two migrations follow the same one: number yours after the other"
    assert list(migrate.revisions()) == VERSIONS
    assert [int(name[:4]) for name in VERSIONS] == list(range(1, len(VERSIONS) + 1))


def test_every_module_with_tables_is_listed() -> None:
    load_models()
    for found in pkgutil.walk_packages(visualgen.__path__, "visualgen."):
        path = Path(visualgen.__path__[0]).parent / (found.name.replace(".", "/") + ".py")
        if path.is_file() and "(Base)" in path.read_text(encoding="utf-8"):
            importlib.import_module(found.name)
    assert {mapper.class_.__module__ for mapper in Base.registry.mappers} == set(DOMAINS)


def test_the_models_are_what_the_migrations_make(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True, "include_name": ours})
        assert compare_metadata(context, Base.metadata) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a database with nothing in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/empty.sqlite3"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    database = Database.connect(Settings(database_url=url))
    yield database
    database.close()


def test_every_migration_goes_up_down_and_up_again(empty: Database) -> None:
    shapes: dict[str, object] = {}
    for revision in VERSIONS:
        migrate.upgrade(empty, revision)
        assert migrate.current(empty) == revision
        shapes[revision] = _shape(empty)
        before = VERSIONS[VERSIONS.index(revision) - 1] if revision != VERSIONS[0] else None
        migrate.downgrade(empty, before or "base")
        assert _shape(empty) == shapes.get(before or "", {})
        migrate.upgrade(empty, revision)
        assert _shape(empty) == shapes[revision]


def _shape(database: Database) -> dict[str, object]:
    """Return every table's columns, indexes and references."""
    look = inspect(database.engine)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(table)],
            sorted(str(index["name"]) for index in look.get_indexes(table)),
            sorted(str(key["name"]) for key in look.get_foreign_keys(table)),
            sorted(str(key["name"]) for key in look.get_unique_constraints(table)),
        )
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def test_two_programs_may_upgrade_at_once(empty: Database) -> None:
    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(migrate.upgrade, empty) for _ in range(3)]:
            done.result()
    assert migrate.current(empty) == VERSIONS[-1]


def test_data_survives_the_way_up_and_back(empty: Database) -> None:
    """A row in every table, written as soon as the table is there, is carried to the newest revision and back."""
    for revision in VERSIONS:
        migrate.upgrade(empty, revision)
        fill(empty)
    rows = _rows(empty)
    assert set(rows.values()) == {1}
    for revision in reversed(["base", *VERSIONS[:-1]]):
        migrate.downgrade(empty, revision)
        kept = _rows(empty)
        assert kept == {table: rows[table] for table in kept}
    assert _rows(empty) == {}


def _rows(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        return {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in _shape(database)
            if ours(table, "table", None)
        }
