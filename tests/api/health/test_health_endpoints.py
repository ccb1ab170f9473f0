from __future__ import annotations

import httpx

from visualgen import __version__


def test_it_is_alive(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": __version__, "workers": 2, "waiting": 0}


def test_an_address_where_nothing_lives(client: httpx.Client) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_another_hosts_name_is_refused(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"Host": "rebound.example"}).status_code == 421


def test_the_contract_is_served(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json()["openapi"].startswith("3.")
