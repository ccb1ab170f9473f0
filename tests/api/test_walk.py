"""Every route of the contract: without a key, with a nonsense key, with another brand's key."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.app import create_app
from tests.api.batches.test_batches_endpoints import ended
from tests.api.conftest import bring_key, serving
from tests.api.posts.test_endpoints import POST
from visualgen.accounts import service
from visualgen.outbound.transport import PinnedTransport
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

CONTRACT = create_app(Settings()).openapi()
OPERATIONS = [(method, path, operation) for path, methods in CONTRACT["paths"].items() for method, operation in methods.items()]
OPEN = {("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics"), ("get", "/images/{brand}/{template}.{type}")}
"""What needs no key: monitors, and addresses that are signed themselves."""
GUARDED = [(method, path) for method, path, _ in OPERATIONS if (method, path) not in OPEN]
NAMES_BRANDS = frozenset({"/v1/templates"})
"""Lists of what everybody has, in which a brand's name may be a word among others."""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><text id="slot:text" y="50">a</text></svg>'
ACCOUNT: dict[str, Any] = {
    "brand": "levain",
    "network": "webhook",
    "fields": {"url": "https://hooks.example/in", "secret": "whsec_YWJjZGVmZ2hpamtsbW5vcA=="},
}

Ids = dict[str, str]
Here = tuple[httpx.Client, Settings]


def test_what_is_open_is_told_and_nothing_else_is() -> None:
    assert {(method, path) for method, path, operation in OPERATIONS if "security" not in operation} == OPEN


@pytest.fixture(scope="module")
def here(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    own = replace(settings, data=tmp_path_factory.mktemp("data"), database_url=None, requests_per_second=10_000.0)
    anywhere = lambda: PinnedTransport(allowed=lambda address: True, ports=None)  # noqa: E731
    with serving(create_app(own, workers=1, transport=anywhere)) as client:
        bring_key(client, own)
        yield client, own


@pytest.fixture(scope="module")
def theirs(here: Here, receiver: Any) -> Ids:
    """Return the ids of one of everything, of the brand levain."""
    client, _ = here
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("1x1.svg", DRAWING)
    picture = client.post("/v1/renders", json={"template": "annonce", "kit": "levain", "ratio": "1x1", "sample": True})
    batch = client.post("/v1/batches", json={"kit": "levain", "rows": [{"date": "2026-03-02", "template": "citation"}]})
    file = client.get(picture.json()["pages"][0]["url"]).content
    asset = client.post("/v1/assets", data={"brand": "levain"}, files={"file": ("a.jpg", file)})
    hook = client.post("/v1/webhooks", json={"brand": "levain", "url": "https://hooks.example/in"})
    message = client.post(f"/v1/webhooks/{hook.json()['id']}/test")
    key = client.post("/v1/keys", json={"brand": "levain"})
    template = client.post("/v1/templates", data={"brand": "levain", "name": "ours-alone"}, files={"archive": ("a.zip", stream.getvalue())})
    post = client.post("/v1/posts", json=POST | {"alt": "Affiche"})
    link = client.post("/v1/approval-links", json={"posts": [post.json().get("id", "")], "client": "Mme Roche"})
    sent_by = client.post("/v1/channel-accounts", json=ACCOUNT | {"fields": ACCOUNT["fields"] | {"url": receiver.url}})
    for answer in (picture, batch, asset, hook, message, key, template, post, link, sent_by):
        assert answer.is_success, answer.text
    assert ended(client, batch.json()["url"])["state"] == "done"
    return {
        "/v1/renders/{key}": picture.json()["pages"][0]["key"],
        "/v1/batches/{id}": batch.json()["id"],
        "/v1/jobs/{id}": batch.json()["id"],
        "/v1/assets/{id}": asset.json()["id"],
        "/v1/webhooks/{id}": hook.json()["id"],
        "/v1/posts/{post}": post.json()["id"],
        "/v1/approval-links/{link}": link.json()["id"],
        "/v1/channel-accounts/{account}": sent_by.json()["id"],
        "{message}": message.json()["id"],
        "/v1/keys/{id}": key.json()["id"],
        "/v1/templates/{name}": "ours-alone",
        "/v1/kits/{name}": "levain",
    }


@pytest.fixture(scope="module")
def foreign(here: Here) -> str:
    """Return a key with every scope, for another brand of the same organisation."""
    return here[0].post("/v1/keys", json={"brand": "prise", "scopes": list(service.Scope)}).json()["key"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def stranger(here: Here) -> str:
    """Return a key with every scope, for all of another organisation."""
    database = Database.open(here[1])
    person = service.create_person(database, "ana@example.org", utc_now(), organisation="Agence", role="owner")
    _, secret = service.create_key(database, person.organisation_id, utc_now(), brand=None, scopes=list(service.Scope))
    database.close()
    return secret


def _call(client: httpx.Client, method: str, path: str, ids: Ids, secret: str | None) -> httpx.Response:
    headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    base = next((known for known in ids if path.startswith(known)), None)
    filled = path if base is None else path.replace(re.findall(r"\{\w+\}", base)[0], ids[base]).replace("{message}", ids["{message}"])
    filled = filled.replace("{channel}", "folder").replace("{position}", "0")
    body = {"json": _body(path)} if method in ("post", "patch") else {}
    with httpx.Client(base_url=client.base_url, trust_env=False, timeout=60) as bare:
        return bare.request(method.upper(), filled, headers=headers, **body)


def _body(path: str) -> Any:
    """Return a body that fits the route, so that only who calls can be wrong with it."""
    return {
        "/v1/renders": {"template": "annonce", "kit": "levain", "sample": True},
        "/v1/batches": {"kit": "levain", "rows": [{"date": "2026-03-02", "template": "annonce"}]},
        "/v1/preflight": {"kit": "levain", "rows": [{"date": "2026-03-02", "template": "annonce"}]},
        "/v1/clips": {"kit": "levain", "scenes": [{"template": "annonce"}], "sample": True},
        "/v1/assets": {"url": "https://example.org/a.png", "brand": "levain"},
        "/v1/webhooks": {"url": "https://example.org/", "brand": "levain"},
        "/v1/keys": {"brand": "levain"},
        "/v1/channel-accounts": ACCOUNT,
        "/v1/channel-accounts/sign-in": {"network": "mastodon"},
        "/v1/brands": {"name": "levain-2"},
        "/v1/posts": {"brand": "levain", "date": "2026-12-01"},
        "/v1/posts/{post}": {"fields": {"caption": "x"}},
        "/v1/posts/{post}/ask-change": {"comment": "x"},
        "/v1/posts/{post}/move": {"date": "2026-12-02"},
        "/v1/posts/{post}/resolve": {"decision": "drop"},
        "/v1/approval-links": {"posts": ["01m8g7w0c1t5v2d3k9x6z4b8ya"], "client": "x"},
    }.get(path, {})


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize("secret", [None, "vg_nonsense", "nonsense"])
def test_nobody_comes_in_without_a_key(here: Here, theirs: Ids, method: str, path: str, secret: str | None) -> None:
    answer = _call(here[0], method, path, theirs, secret)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path in GUARDED if "{" in path])
@pytest.mark.parametrize("who", ["foreign", "stranger"])
def test_what_is_anothers_is_not_there(here: Here, theirs: Ids, request: pytest.FixtureRequest, method: str, path: str, who: str) -> None:
    answer = _call(here[0], method, path, theirs, request.getfixturevalue(who))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), answer.text
    if method == "get":
        own = here[0].headers["Authorization"].removeprefix("Bearer ")
        assert _call(here[0], "get", path, theirs, own).status_code == 200


@pytest.mark.parametrize("who", ["foreign", "stranger"])
def test_lists_show_ones_own_alone(here: Here, theirs: Ids, request: pytest.FixtureRequest, who: str) -> None:
    client, headers = here[0], {"Authorization": f"Bearer {request.getfixturevalue(who)}"}
    for path in (path for method, path in GUARDED if method == "get" and "{" not in path):
        answer = client.get(path, headers=headers)
        assert not [each for each in theirs.values() if f'"{each}"' in answer.text], path
        assert path in NAMES_BRANDS or "levain" not in answer.text, path


@pytest.mark.parametrize("who", ["foreign", "stranger"])
@pytest.mark.parametrize("path", ["/v1/renders", "/v1/clips", "/v1/preflight", "/v1/batches", "/v1/assets", "/v1/webhooks", "/v1/keys"])
def test_nothing_is_made_for_another_brand(here: Here, request: pytest.FixtureRequest, path: str, who: str) -> None:
    answer = here[0].post(path, json=_body(path), headers={"Authorization": f"Bearer {request.getfixturevalue(who)}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_name"), answer.text


def test_a_slot_cannot_name_anothers_asset(here: Here, theirs: Ids, foreign: str) -> None:
    order = {"template": "annonce", "kit": "prise", "sample": True, "content": {"photo": f"asset:{theirs['/v1/assets/{id}']}"}}
    answer = here[0].post("/v1/renders", json=order, headers={"Authorization": f"Bearer {foreign}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "content")


def test_every_verb_takes_its_scope(here: Here, theirs: Ids) -> None:
    client = here[0]
    reader = client.post("/v1/keys", json={"scopes": ["read"]}).json()["key"]
    for method, path, operation in OPERATIONS:
        if (method, path) in OPEN:
            continue
        scopes = operation["security"][0]["key"]
        answer = _call(client, method, path, theirs, reader)
        assert (answer.status_code == 403) == (scopes != ["read"]), (method, path, answer.status_code, answer.text[:200])
