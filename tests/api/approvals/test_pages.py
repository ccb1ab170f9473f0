"""The client's page through a real server and a real browser: seen, approved, sent back, and no way past the signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from tests.api.conftest import serving
from visualgen.accounts import repository as accounts
from visualgen.calendar.model import Row
from visualgen.posts import repository
from visualgen.publish import desk as at_desk
from visualgen.publish import links
from visualgen.publish.desk import Actor, Desk
from visualgen.settings import Settings

DAY = dt.date.today() + dt.timedelta(days=5)
ROW = Row(
    2, "noel", True, DAY, dt.time(9, 30), "annonce", ("instagram", "facebook"), ("4x5",),
    caption="Le carnet des fêtes est ouvert.\nCommandez au {{ brand.contact.phone }}.", captions={"facebook": "Bonjour Facebook !"},
    alt="Affiche : le carnet des fêtes est ouvert", hashtags=("#MaisonLevain", "#Lyon"), first_comment="À samedi !",
    content={"headline": "Le carnet des fêtes est *ouvert*", "text": "Commandez avant le 20."},
)  # fmt: skip
CAROUSEL = Row(
    3, "gestes", True, DAY + dt.timedelta(days=1), dt.time(18), "conseils", ("instagram",), ("4x5",), caption="À enregistrer.",
    alt="Trois gestes pour garder son pain",
    content={"headline": "gestes pour garder son pain", "title1": "Le torchon", "title2": "Debout", "title3": "Un tour au four"},
)  # fmt: skip


@dataclass
class Site:
    client: httpx.Client
    desk: Desk
    actor: Actor
    brand_id: str
    path: str

    def state(self, reference: str) -> str:
        with self.desk.database.read() as session:
            return repository.post(session, reference, (self.brand_id,)).state

    def decide(self, reference: str, decision: str, comment: str = "", version: int | None = None) -> httpx.Response:
        with self.desk.database.read() as session:
            post = repository.post(session, reference, (self.brand_id,))
        form = {"decision": decision, "comment": comment, "version": version or post.version}
        return self.client.post(f"{self.path}/posts/{post.id}?lang=fr", data=form)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings.from_environment({"VISUALGEN_DATA": str(tmp_path / "data")})
    app = create_app(settings, workers=1)
    with serving(app) as client:
        desk: Desk = app.state.publishing
        with desk.database.read() as session:
            home = accounts.home(session)
            assert home is not None
            (brand,) = [brand for brand in accounts.brands_of(session, home.id) if brand.name == "levain"]
        actor = Actor("camille", (brand.id,))
        ids = [at_desk.create(desk, actor, brand.id, row).id for row in (ROW, CAROUSEL)]
        for identifier, row in zip(ids, (ROW, CAROUSEL), strict=True):
            with desk.database.write() as session:
                repository.post(session, identifier, (brand.id,)).reference = row.id
        _, path = links.create(desk, actor, ids, "Mme Roche")
        yield Site(client, desk, actor, brand.id, path)


def test_a_client_sees_approves_asks_and_is_told(site: Site) -> None:
    page = site.client.get(site.path, headers={"Accept-Language": "fr"})
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "script" not in page.text
    for words in (
        "Bonjour Mme Roche",
        "04 65 71 20 12",
        "#MaisonLevain",
        "Je valide",
        "Sur Facebook",
        "Bonjour Facebook !",
        "2 posts sur 2",
    ):
        assert words in page.text, words
    picture = re.findall(r'src="(/a/[^"]+)"', page.text)[0]
    answer = site.client.get(picture)
    assert (answer.headers["content-type"], answer.content[:2]) == ("image/jpeg", b"\xff\xd8")

    assert site.decide("noel", "change").status_code == 422
    assert site.decide("noel", "change", "Plus chaud").status_code == 303
    assert site.state("noel") == "draft"
    told = site.client.get(site.path, headers={"Accept-Language": "fr"}).text
    assert "Plus chaud" in told
    assert "1 post sur 2" in told
    assert site.decide("gestes", "comment", "Joli").status_code == 303
    assert site.decide("gestes", "approve").status_code == 303
    assert site.state("gestes") == "approved"
    with site.desk.database.read() as session:
        decision = repository.approval_in_force(session, repository.post(session, "gestes", (site.brand_id,)))
    assert decision is not None
    assert (decision.actor, len(decision.pins["media"])) == ("Mme Roche (client)", 5)


def test_what_was_not_seen_cannot_be_approved(site: Site) -> None:
    at_desk.edit(site.desk, site.actor, "noel", {"caption": "Autre"})
    answer = site.decide("noel", "approve", version=1)
    assert answer.status_code == 409
    assert "a changé depuis" in answer.text
    assert site.state("noel") == "review"


def test_no_way_in_without_the_signature(site: Site) -> None:
    token = site.path.removeprefix("/a/")
    identifier, end, signature = token.split(".")
    for wrong in (f"{identifier}.{int(end) + 99}.{signature}", f"{identifier}.{end}.{'A' * 43}", "x", f"{identifier}.{end}", "%00.1.x"):
        assert site.client.get(f"/a/{wrong}").status_code == 410
        assert site.client.get(f"/a/{wrong}/media/x/instagram/0").status_code == 404
        assert site.client.post(f"/a/{wrong}/posts/x", data={"decision": "approve", "version": 1}).status_code == 410
    assert site.client.post(f"{site.path}/posts/unknown", data={"decision": "approve", "version": 1}).status_code == 410
    links.revoke(site.desk, site.actor, identifier)
    gone = site.client.get(site.path)
    assert (gone.status_code, "plus valable" in gone.text or "no longer good" in gone.text) == (410, True)


def test_in_a_browser_on_a_phone_and_a_desk(site: Site, chromium: Any, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for language, width, dark in (("fr", 390, False), ("en", 1280, True)):
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light", java_script_enabled=True
        )
        page = context.new_page()
        page.goto(f"{site.client.base_url}{site.path}?lang={language}".replace("//a", "/a"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert violations == [], [(found["id"], [node["html"] for node in found["nodes"]][:3]) for found in violations]
        page.screenshot(path=str(tmp_path / f"approval-{language}.png"), full_page=True)
        context.close()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.client.base_url}{site.path}?lang=fr".replace("//a", "/a"))
    page.get_by_role("button", name="Je valide").first.click()
    page.wait_for_url("**#p1")
    assert "C’est validé" in page.content()
    page.get_by_role("button", name="Je demande un changement").last.click()
    assert page.locator("[autofocus]").is_visible()
    context.close()
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site.client.base_url}{site.path}?lang=fr&done=approve".replace("//a", "/a"))
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    assert site.state("noel") == "approved"
    context.close()
