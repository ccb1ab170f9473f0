from __future__ import annotations

import errno
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.types import ASGIApp

from api import errors
from api.errors import TABLE, Busy, TooManyRequests, problem
from api.rates import RateLimits
from visualgen.errors import KitError, LimitExceeded, TokenError, VisualgenError


def _subclasses(kind: type[VisualgenError]) -> set[type[VisualgenError]]:
    return {kind}.union(*(_subclasses(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(_subclasses(VisualgenError), key=lambda kind: kind.__name__))
def test_every_error_has_its_problem(kind: type[VisualgenError]) -> None:
    answer = problem(kind("what", mend="how", slot="headline"), "fr")
    facts = json.loads(answer.body)
    assert answer.status_code == facts["status"] >= 400
    assert (facts["detail"], facts["mend"], facts["place"], facts["language"]) == ("what", "how", {"slot": "headline"}, "fr")


def test_the_table_asks_for_special_errors_before_general_ones() -> None:
    kinds = [kind for kind, *_ in TABLE]
    for index, kind in enumerate(kinds):
        assert not any(issubclass(kind, earlier) for earlier in kinds[:index])


def test_a_file_is_told_without_the_folders_above() -> None:
    for error in (
        TokenError("what", file=Path("/srv/kits/levain/brand.tokens.json"), line=3),
        KitError("what", file="/srv/kits/levain/brand.toml"),
    ):
        assert str(json.loads(problem(error, "en").body)["place"]["file"]).startswith("levain/brand.")


def test_who_comes_too_early_is_told_when_to_come_back() -> None:
    assert problem(Busy("full"), "en").headers["retry-after"] == "2"
    assert "retry-after" not in problem(LimitExceeded("slow"), "en").headers


@pytest.mark.logs
def test_a_bug_is_answered_without_its_details(serve: Callable[[ASGIApp], httpx.Client]) -> None:
    app = FastAPI()
    errors.install(app)

    @app.get("/")
    async def fail() -> None:
        raise ZeroDivisionError("secret")

    answer = serve(app).get("/")
    assert (answer.status_code, answer.json()["code"]) == (500, "bug")
    assert "secret" not in answer.text


def _sqlite(statement: str) -> Exception:
    """Return what SQLAlchemy raises for a statement on a database of one page, which is full."""
    with create_engine("sqlite://", hide_parameters=True).connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(OperationalError) as caught:
            connection.exec_driver_sql(statement)
    return caught.value


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("failure", "english", "french"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full", "disque du service est plein"),
        (_sqlite("CREATE TABLE t (a)"), "disk is full", "disque du service est plein"),
        (OperationalError("SELECT 1", None, Exception("connection refused")), "(connection refused)", "base de données ne répond pas"),
        (NoConnection("QueuePool limit"), "(QueuePool limit)", "base de données ne répond pas"),
    ],
)
@pytest.mark.logs
def test_an_outage_is_no_bug(
    failure: Exception, english: str, french: str, language: str, serve: Callable[[ASGIApp], httpx.Client]
) -> None:
    app = FastAPI()
    app.state.language = "fr"
    errors.install(app)

    @app.get("/")
    async def fail() -> None:
        raise failure

    answer = serve(app).get("/", headers={"Accept-Language": language})
    told = answer.json()
    assert (answer.status_code, answer.headers["retry-after"], told["code"]) == (503, "2", "store_unreachable")
    assert (french if language == "fr" else english) in told["detail"]
    assert told["mend"]


@pytest.mark.parametrize("failure", [_sqlite("SELECT * FROM nowhere"), OSError(errno.EBADF, "bad descriptor")])
@pytest.mark.logs
def test_a_wrong_statement_is_a_bug(failure: Exception, serve: Callable[[ASGIApp], httpx.Client]) -> None:
    app = FastAPI()
    errors.install(app)

    @app.get("/")
    async def fail() -> None:
        raise failure

    answer = serve(app).get("/")
    assert (answer.status_code, answer.json()["code"]) == (500, "bug")


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "french", "english"),
    [
        ("GET", "/v1/kits", {"headers": {"Authorization": "Bearer vg_nonsense"}}, 401, "inconnue ou révoquée", "unknown or revoked"),
        ("GET", "/v1/kits", {"headers": {"Authorization": "Basic x"}}, 401, "« Bearer »", "bearer key"),
        ("GET", "/nowhere", {}, 404, "rien n’existe", "nothing lives"),
        ("GET", "/v1/jobs/01m8g7w0c1t5v2d3k9x6z4b8ya", {}, 404, "cette tâche", "no such job"),
        ("GET", "/v1/assets/01m8g7w0c1t5v2d3k9x6z4b8ya", {}, 404, "pas de média", "no asset"),
        ("PUT", "/v1/kits", {}, 405, "Méthode inconnue", "Method Not Allowed"),
        ("POST", "/v1/brands", {"json": {"name": "levain"}}, 409, "déjà une marque", "brand 'levain' already"),
        ("POST", "/v1/renders", {"content": b"x", "headers": {"Content-Type": "text/csv"}}, 415, "le corps est", "the body is"),
        ("POST", "/v1/renders", {"content": b"{"}, 422, "ce n’est pas du JSON", "Invalid JSON"),
        ("POST", "/v1/renders", {"json": {"template": "annonce", "page": 0}}, 422, "obligatoire", "Field required"),
        ("POST", "/v1/renders", {"json": {"template": "annonce", "kit": "levain", "x": 1}}, 422, "inconnu", "not permitted"),
        ("POST", "/v1/renders", {"json": {"template": "anonce", "kit": "levain"}}, 422, "pas de modèle", "no template"),
        ("GET", "/v1/jobs?state=odd", {}, 422, "une de ces valeurs", "Input should be"),
        ("GET", "/v1/kits", {"headers": {"Host": "example.org"}}, 421, "ne porte pas ce nom", "does not go by"),
    ],
)
def test_problems_speak_the_callers_language(
    client: httpx.Client, method: str, path: str, more: dict[str, Any], status: int, french: str, english: str
) -> None:
    for language, words in (("fr", french), ("en", english)):
        headers = {"Accept-Language": language, **more.get("headers", {})}
        answer = client.request(method, path, **{**more, "headers": headers})
        told = answer.json()
        assert (answer.status_code, told["language"]) == (status, language), told
        assert words in told["detail"], told
        assert told["mend"]


def test_every_wrong_field_is_told_in_french(client: httpx.Client) -> None:
    body = {"template": "annonce", "ratio": 3, "page": 0, "output": {"type": "bmp", "quality": 500}, "sample": "non", "x": 1}
    told = client.post("/v1/renders", json=body, headers={"Accept-Language": "fr"}).json()
    assert {each["pointer"]: each["message"] for each in told["errors"]} == {
        "/kit": "ce champ est obligatoire",
        "/ratio": "un texte est attendu",
        "/page": "doit être au moins 1",
        "/output/type": "une de ces valeurs est attendue : 'png', 'jpeg', 'jpg', 'webp', 'avif', 'pdf', 'mp4' ou 'gif'",
        "/output/quality": "doit être au plus 100",
        "/sample": "true ou false est attendu",
        "/x": "ce champ est inconnu",
    }


def test_who_comes_too_often_or_sends_too_much_is_told_so_in_french() -> None:
    limits = RateLimits(0.25, lambda: 0.0)
    limits.take("a")
    with pytest.raises(TooManyRequests) as caught:
        limits.take("a")
    many = json.loads(problem(caught.value, "fr").body)
    assert (many["detail"], many["mend"]) == ("plus de 0.25 requêtes par seconde", "attendez 4 s, puis allez moins vite")


def test_a_body_too_large_is_told_in_french(client: httpx.Client) -> None:
    address = urlsplit(str(client.base_url))
    with socket.create_connection((address.hostname, address.port), 30) as connection:
        head = (
            "POST /v1/renders HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: fr\r\nContent-Length: 200000000\r\nConnection: close\r\n\r\n"
        )
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "la requête dépasse 100 Mo" in answer
