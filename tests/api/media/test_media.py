"""What a network fetches: only with the signature, only until it is over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from api.app import create_app
from tests.api.conftest import serving
from visualgen.publish.channel import Media
from visualgen.publish.connections.here import accounts_of
from visualgen.settings import Settings


def test_signed_addresses_lead_to_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({"VISUALGEN_DATA": str(tmp_path), "VISUALGEN_PUBLIC_URL": "https://visuals.example.org"})
    app = create_app(settings, workers=1)
    with serving(app) as client:
        service = app.state.service
        blob = service.blobs.put(b"\xff\xd8 a picture", "image/jpeg")
        sign = accounts_of(service.database, settings, service.clock).outside.public_url
        assert sign is not None
        address = sign(Media(b"", "image/jpeg", 1, 1, "", blob)).removeprefix("https://visuals.example.org")
        found = client.get(address)
        assert (found.status_code, found.content, found.headers["content-type"]) == (200, b"\xff\xd8 a picture", "image/jpeg")
        assert client.head(address).headers["content-length"] == str(len(found.content))
        name, _, query = address.partition("?")
        for wrong in (
            name,
            f"{name}?until=99999999999&signature=x",
            address.replace("until=1", "until=2"),
            f"/media/{'0' * 64}.jpg?{query}",
        ):
            assert client.get(wrong).status_code == 404
        later = service.clock() + dt.timedelta(hours=49)
        service.clock = lambda: later
        assert client.get(address).status_code == 404
