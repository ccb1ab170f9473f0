"""A service of its own for each module: posts of one would stand in another's lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from tests.api.conftest import bring_key, serving
from visualgen.settings import Settings


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """Yield a client of the whole service, and its data folder."""
    data = tmp_path_factory.mktemp("data")
    settings = Settings.from_environment({"VISUALGEN_DATA": str(data)})
    with serving(create_app(settings, workers=1)) as client:
        bring_key(client, settings)
        yield client, data
