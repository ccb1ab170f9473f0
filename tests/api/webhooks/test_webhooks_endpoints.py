from __future__ import annotations

import time

import httpx

from tests.api.batches.test_batches_endpoints import ROW, ended


def test_a_webhook_from_its_making_to_its_end(client: httpx.Client) -> None:
    made = client.post("/v1/webhooks", json={"brand": "levain", "url": "https://192.0.2.1/in", "events": ["batch.done"]})
    hook = made.json()
    assert made.status_code == 201
    assert hook["secret"].startswith("whsec_")
    assert {key: hook[key] for key in hook if key != "secret"} in client.get("/v1/webhooks").json()["webhooks"]
    test = client.post(f"/v1/webhooks/{hook['id']}/test")
    assert (test.status_code, test.json()["event"], test.json()["state"]) == (202, "webhook.test", "waiting")
    job = ended(client, client.post("/v1/batches", json={"kit": "levain", "ratios": ["1x1"], "rows": [ROW]}).json()["url"])
    messages = client.get(f"/v1/webhooks/{hook['id']}/messages").json()["messages"]
    assert [message["event"] for message in messages] == ["batch.done", "webhook.test"]
    assert job["id"] in messages[0]["body"]
    end = time.monotonic() + 60
    while not (tried := client.get(f"/v1/webhooks/{hook['id']}/messages").json()["messages"][1])["error"]:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "public internet" in tried["error"]
    again = client.post(f"/v1/webhooks/{hook['id']}/messages/{tried['id']}/replay")
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (202, tried["id"], "waiting")
    assert client.delete(f"/v1/webhooks/{hook['id']}").status_code == 204
    assert client.get(f"/v1/webhooks/{hook['id']}/messages").status_code == 404


def test_what_cannot_be_a_webhook_is_a_problem(client: httpx.Client) -> None:
    for body, code in (
        ({"brand": "levain", "url": "http://127.0.0.1:9/"}, "address_refused"),
        ({"brand": "levain", "url": "https://example.org/", "events": ["x"]}, "input"),
        ({"url": "https://example.org/"}, "input"),
        ({"brand": "levain"}, "malformed"),
    ):
        answer = client.post("/v1/webhooks", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
