from __future__ import annotations

import httpx


def test_the_list(client: httpx.Client) -> None:
    kits = {kit["name"]: kit for kit in client.get("/v1/kits").json()["kits"]}
    assert {"appui", "levain", "prise"} <= kits.keys()
    assert client.get(kits["levain"]["url"]).json()["title"] == kits["levain"]["title"]


def test_a_kit(client: httpx.Client) -> None:
    answer = client.get("/v1/kits/levain").json()
    assert answer["tokens"]["--color-primary"].startswith("#")
    assert answer["fonts"]
    assert "logo" in answer["artwork"]


def test_a_kit_that_is_not_there(client: httpx.Client) -> None:
    answer = client.get("/v1/kits/leva")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "levain" in answer.json()["mend"]
