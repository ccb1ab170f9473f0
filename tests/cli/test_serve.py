from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest

from visualgen.cli.main import run
from visualgen.cli.serve import judged, listen
from visualgen.errors import SettingsError
from visualgen.settings import Settings

PUBLIC = Settings(secrets=("s" * 32,), public_url="https://visuals.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.2"])
def test_addresses_of_this_machine_need_nothing(host: str) -> None:
    assert judged(host, Settings()).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.10", "2001:db8::1"])
def test_addresses_others_can_reach_take_a_secret_and_a_name(host: str) -> None:
    with pytest.raises(SettingsError, match="no secret") as caught:
        judged(host, Settings(public_url="https://visuals.example"))
    assert "VISUALGEN_SECRET" in caught.value.mend
    with pytest.raises(SettingsError, match="its name") as caught:
        judged(host, Settings(secrets=("s" * 32,)))
    assert "VISUALGEN_PUBLIC_URL" in caught.value.mend
    assert not judged(host, PUBLIC).is_loopback


def test_a_name_is_no_address() -> None:
    with pytest.raises(SettingsError, match="not an address"):
        judged("studio.example", PUBLIC)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="cannot be had"):
            listen(ip_address("127.0.0.1"), taken.getsockname()[1])


def test_listening() -> None:
    with listen(ip_address("127.0.0.1"), 0) as listener:
        assert listener.getsockname()[1] > 0


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("VISUALGEN_DATABASE_URL", "postgresql+psycopg://nobody:x@127.0.0.1:1/nothing", "cannot be used"),
        ("VISUALGEN_BLOBS_URL", "ftp://nowhere", "VISUALGEN_BLOBS_URL"),
    ],
)
def test_what_stands_against_the_start_is_a_sentence(
    variable: str, value: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, said in (
        ("VISUALGEN_DATA", str(tmp_path)),
        ("VISUALGEN_SECRET", "s" * 32),
        ("VISUALGEN_PUBLIC_URL", PUBLIC.public_url),
        (variable, value),
    ):
        monkeypatch.setenv(name, str(said))
    with pytest.raises(SystemExit) as end:
        run(["serve", "--port", "0"])
    assert end.value.code == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda ending: ending.name)
def test_it_serves_without_any_set_up_and_ends_with_its_workers(ending: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "visualgen", "serve", "--port", "0", "--workers", "1"]
    environment = {**os.environ, "VISUALGEN_DATA": str(tmp_path / "data")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment) as service:
        assert service.stdout is not None
        assert service.stderr is not None
        try:
            told = "".join(service.stdout.readline() for _ in range(5))
            address = re.findall(r"(?:answers on|répond sur) (http://\S+)", told)[0]
            key = re.findall(r"VISUALGEN_KEY=(vg_\S+)", told)[0]
            assert (tmp_path / "data" / "local.key").read_text() == key
            assert f"{address}/sign-in/" in told
            with httpx.Client(trust_env=False, timeout=30) as client:
                assert client.get(f"{address}/healthz").json()["status"] == "ok"
                order = {"template": "annonce", "kit": "levain", "sample": True}
                assert client.post(f"{address}/v1/renders", json=order).status_code == 401
                headers = {"Accept": "image/*", "Authorization": f"Bearer {key}"}
                assert client.post(f"{address}/v1/renders", json=order, headers=headers).status_code == 200
            workers = _children(service.pid)
            assert workers
        finally:
            service.send_signal(ending)
            service.wait(20)
        assert "Traceback" not in service.stderr.read()
    if ending is not signal.SIGKILL:
        assert list((tmp_path / "data" / "scratch").iterdir()) == []
    deadline = time.monotonic() + 60
    while any(_alive(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_alive(worker) for worker in workers)


def _children(process: int) -> list[int]:
    """Return the processes below `process`."""
    own = [int(child) for task in Path(f"/proc/{process}/task").iterdir() for child in (task / "children").read_text().split()]
    return own + [below for child in own for below in _children(child)]


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
