"""The service holds to its contract: whatever is sent, no 5xx, and no answer that the contract does not know (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject
from hypothesis import settings as pace
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from api.app import create_app
from tests.api.conftest import bring_key, serving
from visualgen.accounts.scopes import Scope
from visualgen.outbound.transport import PinnedTransport
from visualgen.settings import Settings

SCHEMA = schemathesis.openapi.from_dict(create_app(Settings()).openapi())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8


@dataclass
class Place:
    """A service with one of everything in it, and the ids of those."""

    url: str
    headers: dict[str, str]
    ids: dict[str, str]


async def _nowhere(host: str, port: int) -> Sequence[str]:
    raise OSError("no names here")


@pytest.fixture(scope="module")
def place(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    own = replace(settings, data=tmp_path_factory.mktemp("data"), requests_per_second=100_000.0)
    with serving(create_app(own, workers=1, transport=lambda: PinnedTransport(_nowhere))) as client:
        bring_key(client, own)
        key = client.post("/v1/keys", json={"scopes": list(Scope), "rate": 100_000}).json()["key"]
        client.headers["Authorization"] = f"Bearer {key}"
        render = client.post("/v1/renders", json={"template": "annonce", "kit": "levain", "ratio": "1x1", "sample": True}).json()
        job = client.post("/v1/batches", json={"kit": "levain", "rows": [{"date": "2026-03-02", "template": "citation"}]}).json()
        hook = client.post("/v1/webhooks", json={"brand": "levain", "url": "https://hooks.example/in"}).json()
        message = client.post(f"/v1/webhooks/{hook['id']}/test").json()
        file = client.get(render["pages"][0]["url"]).content
        asset = client.post("/v1/assets", data={"brand": "levain"}, files={"file": ("a.jpg", file)}).json()
        ids = {
            "/v1/renders": render["pages"][0]["key"],
            "/v1/jobs": job["id"],
            "/v1/batches": job["id"],
            "/v1/webhooks": hook["id"],
            "/v1/assets": asset["id"],
            "/v1/templates": "annonce",
            "/v1/kits": "levain",
            "message": message["id"],
        }
        yield Place(str(client.base_url), dict(client.headers), ids)


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the service, in this process too, has its own use of it
@pytest.mark.logs  # jobs that cannot be done say so
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_answer_but_those_of_the_contract(place: Place, operation: Any, mode: GenerationMode) -> None:
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    @pace(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: Any, real: bool) -> None:
        if real and operation.method != "delete":
            _name_what_is_there(case, place.ids)
        try:
            answer = case.call(base_url=place.url, headers={**(case.headers or {}), "Authorization": place.headers["authorization"]})
        except ValueError:  # the client itself cannot write such an address
            reject()
        case.validate_response(answer, checks=CHECKS)

    with suppress(Unsatisfiable):  # nothing can be wrong with a route that takes nothing
        holds()


def _name_what_is_there(case: Any, ids: dict[str, str]) -> None:
    base = next((known for known in ids if case.operation.path.startswith(known)), None)
    for name in case.path_parameters or ():
        if name == "message":
            case.path_parameters[name] = ids["message"]
        elif base is not None:
            case.path_parameters[name] = ids[base]
