from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.store.fixtures import PostgresServer, free_port, make_brand
from tests.workers.helping import until, written_order
from visualgen.cli.main import run
from visualgen.jobs import service
from visualgen.jobs.model import State
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kinds", "render,bake"], "there is no kind of job 'bake'"),
        (["--metrics", "here"], "--metrics is 'here'"),
    ],
)
def test_what_it_does_not_understand(words: list[str], told: str, tmp_path: Path) -> None:
    env = {**os.environ, "VISUALGEN_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "visualgen", "worker", *words], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_it_works_tells_its_measures_and_leaves_when_asked(service_settings: Settings, database: Database) -> None:
    blobs, brand_id = Blobs.open(service_settings, database), make_brand(database)
    order = written_order(blobs, "Affiche", "80x100")
    with database.write() as session:
        job_id = service.ask(session, "render", {"orders": [order]}, brand_id=brand_id, now=utc_now()).id
    port = free_port()
    environment = {
        **os.environ,
        "VISUALGEN_DATABASE_URL": str(service_settings.database_url),
        "VISUALGEN_DATA": str(service_settings.data),
        "VISUALGEN_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "visualgen", "worker", "--workers", "1", "--metrics", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as worker:
        try:
            until(lambda: service.get(database, job_id).state == State.DONE, 60)
            time.sleep(0.1)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
                measures = answer.read().decode()
            assert 'visualgen_jobs_ended_total{kind="render",state="done"} 1.0' in measures
        finally:
            worker.send_signal(signal.SIGTERM)
        assert worker.stderr is not None
        log = worker.stderr.read()
    assert worker.returncode == 0, log
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert (events[0], events[-1]) == ("the worker works", "the worker leaves")
    assert list((service_settings.data_folder() / "scratch").iterdir()) == []


def test_a_server_that_is_behind_is_told(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("VISUALGEN_DATABASE_URL", postgres.url(postgres.create()))
    monkeypatch.setenv("VISUALGEN_DATA", str(tmp_path))
    assert _run(["db", "status"]) == 1
    assert _run(["backup", str(tmp_path / "b.zip")]) == 2
    assert "visualgen db upgrade" in capsys.readouterr().err
    assert _run(["db", "upgrade", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["before"] is None
    assert _run(["db", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"current": facts["after"], "needed": facts["after"], "ok": True}


def _run(words: list[str]) -> int:
    with pytest.raises(SystemExit) as end:
        run(words)
    return int(end.value.code or 0)
