from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.account.words import WORDS
from api.app import create_app
from tests.api.conftest import serving
from visualgen.accounts import service
from visualgen.accounts.signing_in import create_link, set_password
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

PASSWORD = "une longue phrase"


@pytest.fixture(scope="module")
def site(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    own = replace(settings, data=tmp_path_factory.mktemp("data"))
    with serving(create_app(own, workers=1)) as client:
        yield str(client.base_url), own


@pytest.fixture
def browser(site: tuple[str, Settings]) -> Iterator[httpx.Client]:
    """Yield a client that keeps cookies and says where its forms come from, as browsers do."""
    with httpx.Client(base_url=site[0], trust_env=False, timeout=30, headers={"Origin": site[0], "Accept-Language": "fr"}) as client:
        yield client


def _link(settings: Settings, email: str = "owner@localhost") -> str:
    database = Database.open(settings)
    with database.read() as session:
        person = service.repository.person_by_email(session, email)
    assert person is not None
    token = create_link(database, person.id, utc_now(), timedelta(hours=1))
    database.close()
    return f"/sign-in/{token}"


def _person(settings: Settings, email: str, role: str) -> None:
    database = Database.open(settings)
    person = service.create_person(database, email, utc_now(), organisation=None, role=role)
    set_password(database, person.id, PASSWORD)
    database.close()


def test_the_languages_say_the_same() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()


def test_a_link_lets_in_once(site: tuple[str, Settings], browser: httpx.Client) -> None:
    link = _link(site[1])
    came = browser.get(link)
    assert (came.status_code, came.headers["location"]) == (303, "/account?lang=fr")
    cookie = came.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    page = browser.get("/account")
    assert page.status_code == 200
    assert "owner@localhost" in page.text
    assert "levain" in page.text
    assert all(WORDS["fr"][word] in page.text for word in ("keys", "brands", "role_owner"))
    assert browser.get("/account", params={"lang": "en"}).text.count("Your account") == 1
    browser.cookies.clear()
    assert browser.get(link).headers["location"] == "/sign-in?told=link_gone"
    assert WORDS["fr"]["link_gone"] in browser.get("/sign-in?told=link_gone").text


def test_a_session_works_for_the_api_from_our_own_pages_alone(site: tuple[str, Settings], browser: httpx.Client) -> None:
    browser.get(_link(site[1]))
    assert browser.get("/v1/brands").status_code == 200
    assert browser.post("/v1/brands", json={"name": "neuve"}).status_code == 201
    del browser.headers["Origin"]
    for origin in ({}, {"Origin": "http://127.0.0.1:1"}, {"Origin": "https://evil.example"}):
        answer = browser.post("/v1/brands", json={"name": "autre"}, headers=origin)
        assert (answer.status_code, answer.json()["code"]) == (421, "foreign_request")


def test_a_key_is_made_shown_once_and_revoked(site: tuple[str, Settings], browser: httpx.Client) -> None:
    browser.get(_link(site[1]))
    page = browser.post("/account/keys", data={"name": "La boutique", "brand": "levain", "scope": ["render"]})
    (secret,) = re.findall(r'class="secret">(vg_[\w-]+)<', page.text)
    assert httpx.get(f"{site[0]}/v1/brands", headers={"Authorization": f"Bearer {secret}"}, trust_env=False).status_code == 200
    again = browser.get("/account").text
    assert secret not in again
    assert 'id="keys">Clés<' in again
    assert "built-in" not in again
    (key_id,) = re.findall(r'/account/keys/(\w+)/revoke\?lang=fr"><button class="plain" aria-label="Révoquer La boutique"', again)
    assert browser.post(f"/account/keys/{key_id}/revoke").status_code == 303
    assert httpx.get(f"{site[0]}/v1/brands", headers={"Authorization": f"Bearer {secret}"}, trust_env=False).status_code == 401
    assert browser.post("/account/keys", data={"name": "x", "brand": "nowhere"}).status_code == 422


def test_a_password_from_its_choice_to_the_next_sign_in(site: tuple[str, Settings], browser: httpx.Client) -> None:
    _person(site[1], "ana@example.org", "editor")
    wrong = browser.post("/sign-in", data={"email": "ana@example.org", "password": "nonsense"})
    assert (wrong.status_code, WORDS["fr"]["wrong"] in wrong.text) == (401, True)
    assert 'value="ana@example.org"' in wrong.text
    right = browser.post("/sign-in?lang=en", data={"email": "ana@example.org", "password": PASSWORD})
    assert right.headers["location"] == "/account?lang=en"
    page = browser.get("/account?lang=en")
    assert "editor" in page.text
    assert "Make the key" not in page.text
    assert browser.post("/account/keys", data={"name": "x"}).status_code == 403
    assert browser.post("/account/password", data={"password": "court"}).status_code == 422
    old = browser.cookies["visualgen_session"]
    assert WORDS["fr"]["password_done"] in browser.post("/account/password", data={"password": "une autre phrase"}).text
    assert browser.get("/account").status_code == 200
    assert httpx.get(f"{site[0]}/account", cookies={"visualgen_session": old}, trust_env=False).status_code == 303
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert browser.get("/account").headers["location"] == "/sign-in?told=ended"


def test_passwords_are_not_tried_for_long(site: tuple[str, Settings], browser: httpx.Client) -> None:
    statuses = [browser.post("/sign-in", data={"email": "bob@example.org", "password": "x"}).status_code for _ in range(12)]
    assert set(statuses) == {401, 429}
    assert statuses[:2] == [401, 401] or statuses[0] == 429


def test_a_form_of_another_site_is_refused(browser: httpx.Client) -> None:
    for path in ("/sign-in", "/sign-out"):
        assert browser.post(path, data={"email": "a", "password": "b"}, headers={"Origin": "http://localhost:1"}).status_code == 421


def test_nobody_sees_an_account(browser: httpx.Client) -> None:
    assert browser.get("/").headers["location"] == "/account"
    assert browser.get("/account").headers["location"] == "/sign-in?told=ended"
    for path in ("/account/keys", "/account/password", "/account/keys/x/revoke"):
        assert browser.post(path, data={"name": "x"}).headers["location"] == "/sign-in?told=ended"
    headers = browser.get("/sign-in").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_for_everybody(site: tuple[str, Settings], chromium: Any, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for width in (390, 1200):
        page = chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="fr-FR", bypass_csp=True)
        try:
            for path in ("/sign-in?told=ended", _link(site[1]), "/account?lang=en"):
                page.goto(site[0] + path)
                results = Axe().run(page)
                assert results.violations_count == 0, results.generate_report()
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        finally:
            page.close()
