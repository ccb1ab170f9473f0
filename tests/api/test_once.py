from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.assets.test_assets_endpoints import photo


def test_a_request_is_done_once(client: httpx.Client) -> None:
    headers, body = {"Idempotency-Key": "key-1"}, {"brand": "levain", "name": "once"}
    first, second = (client.post("/v1/keys", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert [key["name"] for key in client.get("/v1/keys").json()["keys"]].count("once") == 1


def test_a_key_is_for_one_request(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "key-2"}
    assert client.post("/v1/keys", json={"name": "a"}, headers=headers).status_code == 201
    answer = client.post("/v1/keys", json={"name": "b"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")


def test_what_failed_may_be_tried_again(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "key-3"}
    assert client.post("/v1/keys", json={"brand": "nowhere"}, headers=headers).status_code == 422
    assert client.post("/v1/keys", json={"brand": "levain"}, headers=headers).status_code == 201


def test_two_at_the_same_time_are_done_once(client: httpx.Client) -> None:
    def send(_: int) -> httpx.Response:
        return client.post("/v1/assets", data={"brand": "prise"}, files={"file": ("a.png", photo())}, headers={"Idempotency-Key": "key-4"})

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert {answer.status_code for answer in answers} <= {201, 409, 422}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_a_problem(client: httpx.Client, key: str) -> None:
    assert client.post("/v1/keys", json={}, headers={"Idempotency-Key": key}).json()["code"] == "malformed"


def test_one_callers_key_is_not_anothers(client: httpx.Client) -> None:
    other = client.post("/v1/keys", json={"scopes": ["admin"]}).json()["key"]
    body = {"scopes": ["read"]}
    first = client.post("/v1/keys", json=body, headers={"Idempotency-Key": "key-5"})
    second = client.post("/v1/keys", json=body, headers={"Idempotency-Key": "key-5", "Authorization": f"Bearer {other}"})
    assert first.json()["id"] != second.json()["id"]
