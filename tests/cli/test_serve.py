from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from visualgen.cli.serve import listen, loopback
from visualgen.errors import SettingsError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.2"])
def test_addresses_of_this_machine(host: str) -> None:
    assert loopback(host).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.10", "2001:db8::1"])
def test_addresses_others_can_reach_are_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="no accounts yet") as caught:
        loopback(host)
    assert "127.0.0.1" in caught.value.mend


def test_a_name_is_no_address() -> None:
    with pytest.raises(SettingsError, match="not an address"):
        loopback("studio.example")


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="cannot be had"):
            listen("127.0.0.1", taken.getsockname()[1])


def test_listening() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda ending: ending.name)
def test_it_serves_and_ends_with_its_workers(ending: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "visualgen", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as service:
        assert service.stdout is not None
        assert service.stderr is not None
        try:
            address = re.findall(r"http://\S+", service.stdout.readline())[0]
            with httpx.Client(trust_env=False, timeout=30) as client:
                assert client.get(f"{address}/healthz").json()["status"] == "ok"
                order = {"template": "annonce", "kit": "levain", "sample": True}
                assert client.post(f"{address}/v1/renders", json=order, headers={"Accept": "image/*"}).status_code == 200
            workers = _children(service.pid)
            assert workers
        finally:
            service.send_signal(ending)
            service.wait(20)
        assert "Traceback" not in service.stderr.read()
    deadline = time.monotonic() + 10
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
