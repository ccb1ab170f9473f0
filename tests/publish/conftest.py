"""The networks that channels are tested against: a real one where it can be had, else a fake judged by the network's own contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.publish.desk import desk  # noqa: F401 — a fixture
from tests.publish.faults import Proxy
from tests.publish.pds import Pds, serving


@pytest.fixture(scope="session")
def pds(require_part: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    """Yield a real Bluesky server, started once."""
    with serving(require_part("pds"), tmp_path_factory.mktemp("pds")) as server:
        yield server


@pytest.fixture
def bad_network() -> Iterator[Callable[[str], Proxy]]:
    """Return a function that puts a faulty proxy before a server."""
    proxies: list[Proxy] = []

    def before(url: str) -> Proxy:
        proxies.append(Proxy(url).__enter__())
        return proxies[-1]

    yield before
    for proxy in proxies:
        proxy.__exit__()
