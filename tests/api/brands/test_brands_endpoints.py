from __future__ import annotations

import httpx


def test_brands(client: httpx.Client) -> None:
    assert client.post("/v1/brands", json={"name": "neuve", "title": "La Neuve"}).json() == {"name": "neuve", "title": "La Neuve"}
    assert {"appui", "levain", "prise", "neuve"} <= {brand["name"] for brand in client.get("/v1/brands").json()["brands"]}
    assert client.post("/v1/brands", json={"name": "neuve"}).json()["code"] == "conflict"
    assert client.post("/v1/brands", json={"name": "La Neuve"}).json()["code"] == "malformed"
