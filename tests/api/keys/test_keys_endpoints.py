from __future__ import annotations

import httpx


def test_a_key_from_its_making_to_its_end(client: httpx.Client) -> None:
    made = client.post("/v1/keys", json={"brand": "levain", "scopes": ["render"], "name": "the shop"}).json()
    assert (made["brand"], made["scopes"]) == ("levain", ["read", "render"])
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert client.get("/v1/brands", headers=headers).json() == {"brands": [{"name": "levain", "title": "levain"}]}
    listed = next(key for key in client.get("/v1/keys").json()["keys"] if key["id"] == made["id"])
    assert listed["used_at"] is not None
    assert "key" not in listed
    assert [client.delete(f"/v1/keys/{made['id']}").status_code for _ in range(2)] == [204, 204]
    assert client.get("/v1/brands", headers=headers).status_code == 401


def test_a_key_makes_no_stronger_key(client: httpx.Client) -> None:
    limited = client.post("/v1/keys", json={"brand": "levain", "scopes": ["admin"]}).json()["key"]
    headers = {"Authorization": f"Bearer {limited}"}
    assert client.post("/v1/keys", json={"scopes": ["admin"]}, headers=headers).json()["brand"] == "levain"
    for body in ({"scopes": ["render"]}, {"brand": "prise", "scopes": ["admin"]}):
        assert client.post("/v1/keys", json=body, headers=headers).status_code == 422
    assert {key["brand"] for key in client.get("/v1/keys", headers=headers).json()["keys"]} == {"levain"}
    assert client.post("/v1/brands", json={"name": "neuve"}, headers=headers).status_code == 403
