from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from tests.racing import at_once
from tests.store.fixtures import NOON, make_brand
from visualgen.errors import Conflict, LeaseLost, LimitExceeded, NotFound, StoreUnreachable
from visualgen.jobs import repository, service
from visualgen.jobs.delivery import CHANGED
from visualgen.jobs.model import Job, State
from visualgen.jobs.service import FIRST_RETRY_S, KEPT_DAYS, LEASE, MOST_LAPSES, Claim
from visualgen.settings import Settings
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blobs import GRACE, Blobs
from visualgen.store.database import Database

KINDS = ("render", "clip")
SECOND = timedelta(seconds=1)


def _ask(database: Database, brand_id: str | None, **options: object) -> str:
    with database.write() as session:
        return service.ask(session, "render", {"n": 1}, brand_id=brand_id, now=NOON, **options).id  # type: ignore[arg-type]


def _take(database: Database, job_id: str, now: object = NOON) -> Claim:
    claim = service.take(database, job_id, "me", now=now)  # type: ignore[arg-type]
    assert claim is not None
    return claim


def test_a_job_goes_from_asked_to_done(database: Database, brand_id: str) -> None:
    heard: list[str] = []
    database.signals.listen(CHANGED, heard.append)
    job_id = _ask(database, brand_id)
    claim = _take(database, job_id)
    assert (claim.kind, claim.payload, claim.fence, claim.attempt) == ("render", {"n": 1}, 1, 1)
    assert service.take(database, job_id, "other", now=NOON) is None
    service.report(database, claim, 1, 4)
    assert service.get(database, job_id).progress_total == 4
    with database.write() as session:
        service.finish(session, claim, {"renders": []}, now=NOON + SECOND)
    job = service.get(database, job_id, brand_id=brand_id)
    assert (job.state, job.result, job.ended_at, job.worker) == (State.DONE, {"renders": []}, NOON + SECOND, "me")
    assert (job.progress_done, job.progress_total) == (4, 4)  # all of it, however late the last report was
    assert service.take(database, job_id, "other", now=NOON + 2 * LEASE) is None
    assert len(heard) == 4


def test_a_job_is_its_brands_alone(database: Database, brand_id: str) -> None:
    other = make_brand(database, "prise")
    job_id = _ask(database, brand_id)
    for call in (service.get, service.cancel, service.retry):
        with pytest.raises(NotFound):
            call(database, job_id, brand_id=other, **({} if call is service.get else {"now": NOON}))  # type: ignore[operator]
    with database.read() as session:
        assert [job.id for job in repository.page(session, brand_id, state="queued").items] == [job_id]
        assert repository.page(session, other).items == ()
        assert repository.page(session, brand_id, kind="clip").items == ()


def test_what_is_asked_for_is_lost_with_its_unit_of_work(database: Database, brand_id: str) -> None:
    def fail() -> None:
        with database.write() as session:
            service.ask(session, "render", {}, brand_id=brand_id, now=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert session.scalars(select(Job)).all() == []
        if not database.is_sqlite:
            assert session.scalars(text("SELECT id FROM procrastinate_jobs")).all() == []


def test_next_are_the_urgent_then_the_old_and_none_that_is_not_due(database: Database, brand_id: str) -> None:
    first, second = _ask(database, brand_id), _ask(database, brand_id)
    later = _ask(database, brand_id, due_at=NOON + 60 * SECOND)
    urgent = _ask(database, brand_id, rank=-1)
    taken = service.take_next(database, KINDS, "me", now=NOON, limit=10)
    assert [claim.id for claim in taken] == [urgent, first, second]
    assert [claim.id for claim in service.take_next(database, KINDS, "me", now=NOON + 60 * SECOND, limit=10)] == [later]
    _ask(database, brand_id)
    assert service.take_next(database, ("clip",), "me", now=NOON) == []


def test_once_is_one_job_until_it_fails(database: Database, brand_id: str) -> None:
    first = _ask(database, brand_id, once="key")
    assert _ask(database, brand_id, once="key") == first
    assert _ask(database, make_brand(database, "prise"), once="key") != first
    assert service.fail(database, _take(database, first), LimitExceeded("too large"), now=NOON) is State.FAILED
    again = _ask(database, brand_id, once="key")
    assert again != first
    assert service.get(database, first).once is None


def test_wrong_input_fails_and_the_rest_is_tried_again_until_it_is_dead(database: Database, brand_id: str) -> None:
    job_id = _ask(database, brand_id, most_attempts=3)
    now, waits = NOON, []
    for _ in range(2):
        claim = _take(database, job_id, now)
        assert service.fail(database, claim, StoreUnreachable("no answer", mend="wait"), now=now, chance=lambda: 1.0) is State.QUEUED
        due = service.get(database, job_id).due_at
        assert service.take_next(database, KINDS, "me", now=due - SECOND) == []
        waits.append((due - now).total_seconds())
        now = due
    assert waits == [FIRST_RETRY_S, 2 * FIRST_RETRY_S]
    assert service.fail(database, _take(database, job_id, now), ValueError("odd"), now=now) is State.DEAD
    job = service.get(database, job_id)
    assert job.error == {"code": "error", "message": "unexpected ValueError: odd", "mend": "report this as a bug", "place": {}}
    assert job.ended_at == now
    service.retry(database, job_id, now=now)
    claim = _take(database, job_id, now)
    assert claim.attempt == 1
    assert service.fail(database, claim, LimitExceeded("too slow", mend="less", slot="photo"), now=now) is State.FAILED
    assert service.get(database, job_id).error == {"code": "limit", "message": "too slow", "mend": "less", "place": {"slot": "photo"}}


def test_an_outage_of_the_store_kills_no_job_for_a_day(database: Database, brand_id: str) -> None:
    job_id = _ask(database, brand_id, most_attempts=2)
    now, waits = NOON, []
    while now < NOON + service.OUTAGE:
        claim = _take(database, job_id, now)
        assert service.fail(database, claim, StoreUnreachable("no answer"), now=now, chance=lambda: 1.0) is State.QUEUED
        due = service.get(database, job_id).due_at
        waits.append((due - now).total_seconds())
        now = due + timedelta(hours=1)
    assert waits[:7] == [2, 4, 8, 16, 32, 64, 64]
    assert service.fail(database, _take(database, job_id, now), StoreUnreachable("no answer"), now=now) is State.DEAD


def test_the_wait_grows_to_a_limit() -> None:
    longest = [service.wait_before(n, lambda: 1.0).total_seconds() for n in range(1, 30)]
    assert longest == sorted(longest)
    assert longest[-1] == 600
    assert service.wait_before(1, lambda: 0.0).total_seconds() == 1


def test_a_worker_that_was_thought_dead_changes_nothing(database: Database, brand_id: str) -> None:
    job_id = _ask(database, brand_id)
    old = _take(database, job_id)
    late = NOON + LEASE + SECOND
    assert service.sweep(database, now=NOON + LEASE - SECOND) == 0
    assert service.sweep(database, now=late) == 1
    new = _take(database, job_id, late)
    assert new.attempt == 1  # silence is counted by itself
    calls = [
        lambda: service.renew(database, old, now=late),
        lambda: service.report(database, old, 1, 2),
        lambda: service.fail(database, old, ValueError("late"), now=late),
        lambda: service.give_back(database, old, now=late),
        lambda: service.cancelled(database, old, now=late),
    ]
    for call in calls:
        with pytest.raises(LeaseLost):
            call()

    def finish(claim: Claim) -> None:
        with database.write() as session:
            service.finish(session, claim, {}, now=late)

    with pytest.raises(LeaseLost):
        finish(old)
    assert service.renew(database, new, now=late) is False
    finish(new)
    assert service.get(database, job_id).state == State.DONE


def test_a_job_that_takes_every_worker_down_is_buried(database: Database, brand_id: str) -> None:
    job_id, now = _ask(database, brand_id, most_attempts=2), NOON
    for _ in range(MOST_LAPSES):
        _take(database, job_id, now)
        now += 2 * LEASE
        service.sweep(database, now=now)
    job = service.get(database, job_id)
    assert job.state == State.DEAD
    assert "went silent 8 times" in job.error["message"]


def test_cancelling(database: Database, brand_id: str) -> None:
    waiting, running, gone = _ask(database, brand_id), _ask(database, brand_id), _ask(database, brand_id)
    assert service.cancel(database, waiting, now=NOON).state == State.CANCELLED
    assert service.take(database, waiting, "me", now=NOON) is None
    claim = _take(database, running)
    assert service.cancel(database, running, now=NOON).state == State.RUNNING
    assert service.renew(database, claim, now=NOON) is True
    service.cancelled(database, claim, now=NOON)
    assert service.cancel(database, running, now=NOON + SECOND).ended_at == NOON
    _take(database, gone)
    service.cancel(database, gone, now=NOON)
    service.sweep(database, now=NOON + 2 * LEASE)  # its worker died before it heard
    assert service.get(database, gone).state == State.CANCELLED
    service.retry(database, gone, now=NOON)
    assert not service.renew(database, _take(database, gone), now=NOON)
    with pytest.raises(Conflict):
        service.retry(database, gone, now=NOON)


def test_what_is_given_back_is_anothers_at_once(database: Database, brand_id: str) -> None:
    job_id = _ask(database, brand_id)
    service.give_back(database, _take(database, job_id), now=NOON)
    claim = service.take_next(database, KINDS, "other", now=NOON)[0]
    assert (claim.id, claim.attempt) == (job_id, 1)


def test_the_sweep_delivers_what_was_lost(postgres_url: str) -> None:
    database = Database.open(Settings(database_url=postgres_url))
    job_id = _ask(database, make_brand(database))
    with database.write() as session:
        assert session.execute(text("DELETE FROM procrastinate_jobs")).rowcount == 1
    service.sweep(database, now=NOON)
    service.sweep(database, now=NOON)
    with database.read() as session:
        assert session.scalars(text("SELECT args->>'job_id' FROM procrastinate_jobs")).all() == [job_id]
    database.close()


def test_many_that_sweep_at_once_deliver_each_lost_job_once(postgres_url: str) -> None:
    sweepers = 4
    with Database.open(Settings(database_url=postgres_url)) as database:
        brand_id = make_brand(database)
        for _ in range(20):
            lost = {_ask(database, brand_id) for _ in range(10)}
            with database.write() as session:
                session.execute(text("DELETE FROM procrastinate_jobs"))
            together = threading.Barrier(sweepers)

            def sweep(together: threading.Barrier = together) -> int:
                together.wait()
                return service.sweep(database, now=NOON)

            with ThreadPoolExecutor(sweepers) as threads:
                for swept in [threads.submit(sweep) for _ in range(sweepers)]:
                    swept.result()
            with database.read() as session:
                delivered = session.scalars(text("SELECT args->>'job_id' FROM procrastinate_jobs")).all()
            assert lost <= set(delivered)
            assert len(delivered) == len(set(delivered))


def test_old_jobs_are_forgotten(database: Database, brand_id: str) -> None:
    done, waiting = _ask(database, brand_id), _ask(database, brand_id)
    service.cancel(database, done, now=NOON)
    later = NOON + timedelta(days=KEPT_DAYS)
    assert service.forget_old(database, now=later) == 0
    assert service.forget_old(database, now=later + SECOND) == 1
    assert service.get(database, waiting).state == State.QUEUED
    with database.read() as session:
        assert repository.counts(session) == {("render", "queued"): 1}


def test_a_jobs_blobs_are_kept_as_long_as_the_job(database: Database, brand_id: str, tmp_path: Path) -> None:
    blobs = Blobs(database, BlobFolder(tmp_path), clock=lambda: NOON)
    needed, made = blobs.put(b"photo", "image/jpeg"), blobs.put(b"zip", "application/zip")
    job_id = _ask(database, brand_id, blobs=[needed, needed])
    with database.write() as session:
        service.finish(session, _take(database, job_id), {}, now=NOON, blobs=[needed, made])
    collector = Blobs(database, blobs.store, clock=lambda: NOON + 2 * GRACE)
    assert collector.collect().removed == 0
    service.forget_old(database, now=NOON + timedelta(days=KEPT_DAYS + 1))
    assert collector.collect().removed == 2


def test_a_claim_goes_by_the_index_however_many_jobs_are_stored(database: Database, brand_id: str) -> None:
    """Ended and waiting jobs by the thousand: the database reads the few it needs, and sorts nothing."""
    with database.write() as session:
        for state in (State.DONE, State.QUEUED):
            row = {"brand_id": brand_id, "kind": "render", "state": state.value, "payload": {}, "created_at": NOON, "due_at": NOON}
            session.execute(insert(Job), [dict(row) for _ in range(5_000)])
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE jobs"))
    statement = repository.due_statement(KINDS, NOON, 1).compile(database.engine, compile_kwargs={"literal_binds": True})
    with database.engine.connect() as connection:
        words = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(tuple(line)) for line in connection.exec_driver_sql(f"{words} {statement}".replace("%", "%%")))
    assert "ix_jobs_waiting" in plan
    assert "SCAN jobs\n" not in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_asked_for_once_by_several_is_one_job(database: Database, brand_id: str) -> None:
    found = at_once(4, lambda _: _ask(database, brand_id, once="nightly"))
    assert len(set(found)) == 1, found


def test_a_clock_that_goes_ahead_holds_no_job_back(database: Database, brand_id: str) -> None:
    job_id, ahead = _ask(database, brand_id), NOON + timedelta(hours=2)
    claim = _take(database, job_id, NOON)
    assert service.sweep(database, now=ahead) == 1
    with pytest.raises(LeaseLost):
        service.give_back(database, claim, now=NOON)
    assert service.get(database, job_id).due_at == NOON + LEASE, "earlier, and it would begin again at every sweep until it is dead"
    again = _take(database, job_id, NOON + LEASE)
    service.give_back(database, again, now=ahead)
    assert service.get(database, job_id).due_at == NOON + LEASE
    assert _take(database, job_id, NOON + LEASE).attempt == 1
