from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.app import create_app
from tests.api.conftest import bring_key, serving
from tests.publish.fake_mastodon import TOKEN, FakeMastodon
from visualgen.outbound.transport import PinnedTransport
from visualgen.settings import Settings

SECRET = "whsec_YWJjZGVmZ2hpamtsbW5vcA=="
WEBHOOK = {"brand": "levain", "network": "webhook", "fields": {"url": "https://hooks.example/in", "secret": SECRET}}


@pytest.fixture(scope="module")
def here(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Yield a client of a service that calls any address."""
    own = replace(settings, data=tmp_path_factory.mktemp("data"), database_url=None)
    transport = lambda: PinnedTransport(allowed=lambda address: True, ports=None)  # noqa: E731
    with serving(create_app(own, workers=1, transport=transport)) as client:
        bring_key(client, own)
        yield client


def test_what_can_be_connected_is_told(here: httpx.Client) -> None:
    channels = {item["name"]: item for item in here.get("/v1/channels", headers={"Accept-Language": "en"}).json()["channels"]}
    assert {"folder", "webhook", "feed", "email", "bluesky", "mastodon", "instagram", "facebook"} <= set(channels)
    assert channels["bluesky"]["fields"][1] == {"name": "app_password", "label": "app password", "secret": True, "needed": True}
    assert (channels["folder"]["connectable"], channels["instagram"]["signs_in"], channels["email"]["repeats"]) == (False, True, "neither")


def test_an_account_is_connected_checked_and_forgotten(here: httpx.Client, receiver: Any) -> None:
    made = here.post("/v1/channel-accounts", json={**WEBHOOK, "fields": {"url": receiver.url, "secret": SECRET}})
    assert made.status_code == 201, made.text
    account = made.json()
    assert (account["brand"], account["name"], account["state"]) == ("levain", "127.0.0.1", "works")
    listed = here.get("/v1/channel-accounts", params={"brand": "levain"})
    assert [item["id"] for item in listed.json()["accounts"]] == [account["id"]]
    checked = here.post(f"/v1/channel-accounts/{account['id']}/check")
    assert (checked.status_code, checked.json()["state"]) == (200, "works")
    assert [json.loads(body)["type"] for body in receiver.got[-2:]] == ["channel.test"] * 2
    assert all(SECRET not in answer.text for answer in (made, listed, checked))
    assert here.delete(f"/v1/channel-accounts/{account['id']}").status_code == 204
    assert here.get("/v1/channel-accounts").json()["accounts"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"network": "pigeon"}, 422, "unknown_name"),
        ({"network": "folder", "fields": {"folder": "/etc"}}, 403, "forbidden"),
        ({"network": "feed", "fields": {"folder": "/etc", "address": "https://x.example/"}}, 403, "forbidden"),
        ({"network": "webhook", "fields": {"url": "https://hooks.example/in"}}, 422, "reconnect_needed"),
        ({"network": "mastodon", "fields": {"server": "http://127.0.0.1:1", "access_token": "the-secret-token"}}, 424, "channel_busy"),
        ({"network": "mastodon", "fields": {"server": "x"}, "answer": "a", "state": "forged"}, 422, "reconnect_needed"),
    ],
)
def test_what_cannot_be_connected(here: httpx.Client, body: dict[str, object], status: int, code: str) -> None:
    answer = here.post("/v1/channel-accounts", json={"brand": "levain", **body})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert "the-secret-token" not in answer.text
    assert here.get("/v1/channel-accounts").json()["accounts"] == []


def test_a_person_lets_us_in_by_the_networks_page(here: httpx.Client) -> None:
    with FakeMastodon() as server:
        fields = {"server": server.url}
        page = here.post("/v1/channel-accounts/sign-in", json={"network": "mastodon", "fields": fields})
        assert page.status_code == 200, page.text
        server.challenge = parse_qs(urlsplit(page.json()["url"]).query)["code_challenge"][0]
        assert "the-client-secret" not in page.text
        body = {"brand": "levain", "network": "mastodon", "fields": fields, "answer": "the-code", "state": page.json()["state"]}
        made = here.post("/v1/channel-accounts", json=body)
        assert (made.status_code, made.json()["name"]) == (201, "@levain@127.0.0.1"), made.text
        assert TOKEN not in made.text
        server.token = "revoked"
        lost = here.post(f"/v1/channel-accounts/{made.json()['id']}/check").json()
        assert (lost["state"], "reconnectez" in lost["message"]) == ("lost", True)
    for body, status in (({"network": "bluesky"}, 403), ({"network": "mastodon"}, 422)):
        assert here.post("/v1/channel-accounts/sign-in", json=body).status_code == status
