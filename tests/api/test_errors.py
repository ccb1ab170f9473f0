from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from api import errors
from api.errors import TABLE, Busy, problem
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
