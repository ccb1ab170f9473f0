"""What every test gets: no network but loopback, no unexpected log line, and the real parts or a skip with its reason."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("tests.store.fixtures",)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in a shell's background job, and so it would be in what tests start and stop
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("steady")
"""The same examples at every run; `--hypothesis-profile=explore` looks for new ones."""

os.environ["VISUALGEN_LANGUAGE"] = "fr"
"""Messages are French in every test that does not ask for English, whatever the machine speaks."""

PARTS = {
    "chromium": lambda: shutil.which("chromium") or shutil.which("chromium-browser"),
    "inkscape": lambda: shutil.which("inkscape"),
    "postgresql": lambda: next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)), None),
    "pds": lambda: next(iter((Path(os.environ.get("VISUALGEN_TEST_CACHE", Path.home() / ".cache/visualgen-tests"))).glob("pds-*")), None),
    "pdftoppm": lambda: shutil.which("pdftoppm"),
    "unicode-data": lambda: Path("/usr/share/unicode").is_dir() and "/usr/share/unicode",
}
"""How each part that is not a Python package is found; `.ci/run` installs them all."""

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)


def part(name: str) -> Path:
    """Return where the part is; skip the test where it is missing, or fail under `VISUALGEN_TEST_REQUIRE` (all, or names)."""
    found = PARTS[name]()
    if found:
        return Path(found)
    required = os.environ.get("VISUALGEN_TEST_REQUIRE", "").split(",")
    if "all" in required or name in required:
        pytest.fail(f"{name} is required (VISUALGEN_TEST_REQUIRE) and is not installed")
    pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def require_part() -> Callable[[str], Path]:
    """Return `part`: call it with a part's name to get its path."""
    return part


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Yield a headless Chromium (a Playwright browser of the sync API), started once."""
    path = part("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test without the browser run event loops of its own: the browser's stays set in the main thread for the whole session."""
    if "chromium" in request.fixturenames:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


class NetworkCall(AssertionError):
    """A test reached for an address that is not this machine's own."""


def _guard_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: refuse sockets and look-ups that leave the loopback interface."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host and host != "localhost" and not _loopback(str(host)):
        raise NetworkCall(f"a test called {host}: tests use no network")


def _loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_guard_network)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it is marked `logs`."""
    yield
    if request.node.get_closest_marker("logs"):
        return
    lines = [f"{record.name}: {record.getMessage()}" for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not lines, "unexpected log lines: " + "; ".join(lines)
