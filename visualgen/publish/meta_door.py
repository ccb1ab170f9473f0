"""Being let into a Facebook Page or an Instagram account: Facebook Login, a long-lived token, and the page's own token.

The app is the user's own (app id and secret). The token of a person lives 60 days and is exchanged for a fresh one before.
https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived (read 2026-11-22).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from visualgen.errors import ReconnectNeeded
from visualgen.publish.channel import Connected, Field, Surroundings, Unstored
from visualgen.publish.graph import GRAPH, Graph
from visualgen.publish.oauth import Door
from visualgen.publish.web import Web

DIALOG = "https://www.facebook.com/v23.0/dialog/oauth"
LANDING = "https://www.facebook.com/connect/login_success.html"
SCOPE = (
    "pages_show_list,pages_manage_posts,pages_read_engagement,pages_manage_engagement,"
    "instagram_basic,instagram_content_publish,instagram_manage_comments"
)
NETWORK = "Meta"
GIVES = frozenset({"access_token"})
FIELDS = (
    Field("app_id", "identifiant de votre application Meta", "id of your Meta app"),
    Field("app_secret", "secret de votre application Meta", "secret of your Meta app", secret=True),
    Field("access_token", "jeton d’accès d’une personne qui gère la page", "access token of someone who manages the page", secret=True),
    Field("page", "nom ou identifiant de la page, s’il y en a plusieurs", "name or id of the page, if there are several", needed=False),
    Field("graph", "adresse de l’API, pour une autre version", "address of the API, for another version", needed=False),
)
AGAIN = "let visualgen in again, and allow the page"


def begin(given: Mapping[str, str], outside: Surroundings) -> tuple[str, dict[str, str]]:
    """Return the address to open and what to keep. Asks nobody."""
    return _door(given).begin()


def finish(answer: str, kept: Mapping[str, str], given: Mapping[str, str], outside: Surroundings) -> dict[str, str]:
    """Return the person's token for the address that came back. Raises `ReconnectNeeded`."""
    return {"access_token": str(_door(given).finish(answer, kept, outside)["access_token"])}


def connect_facebook(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Return the chosen page with its token. Raises a `ChannelError`."""
    return _connect("Facebook", settings, secrets, outside)


def connect_instagram(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Return the Instagram account of the chosen page, with the page's token. Raises a `ChannelError`."""
    return _connect("Instagram", settings, secrets, outside)


def prolong_facebook(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Return the page with a token that lives another 60 days. Raises a `ChannelError`."""
    return _connect("Facebook", settings, {**secrets, "access_token": secrets.get("person_token", "")}, outside)


def prolong_instagram(settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    """Return the Instagram account with a token that lives another 60 days. Raises a `ChannelError`."""
    return _connect("Instagram", settings, {**secrets, "access_token": secrets.get("person_token", "")}, outside)


def _connect(network: str, settings: Mapping[str, str], secrets: Mapping[str, str], outside: Surroundings) -> Connected:
    place = {"network": network}
    graph = Graph(Unstored(settings, secrets), outside, place)
    app = {"client_id": settings["app_id"], "client_secret": secrets["app_secret"]}

    async def exchange(web: Web) -> dict[str, Any]:
        grant = {"grant_type": "fb_exchange_token", "fb_exchange_token": secrets["access_token"]}
        return await graph.post(web, "oauth/access_token", **app, **grant)

    token = graph.talk(exchange)
    person = str(token["access_token"])
    graph = Graph(Unstored(settings, {**secrets, "access_token": person}), outside, place)

    async def pages(web: Web) -> dict[str, Any]:
        return await graph.get(web, "me/accounts", fields="id,name,access_token,instagram_business_account", limit="100")

    page = _page(graph.talk(pages).get("data", []), settings.get("page", ""), network)
    node, name = str(page["id"]), str(page["name"])
    if network == "Instagram":
        node = str(page["instagram_business_account"]["id"])
    lives = token.get("expires_in")
    until = None if not lives else outside.now() + dt.timedelta(seconds=int(lives))
    kept = {"app_secret": secrets["app_secret"], "person_token": person, "access_token": str(page["access_token"])}
    return Connected(name, {**settings, "page": str(page["id"]), "node": node, "name": name}, kept, until)


def _page(pages: list[dict[str, Any]], wanted: str, network: str) -> dict[str, Any]:
    """Return the page that was meant. Raises `ReconnectNeeded` where it is not clear which."""
    fit = [page for page in pages if network != "Instagram" or page.get("instagram_business_account")]
    names = ", ".join(str(page["name"]) for page in fit)
    if wanted:
        fit = [page for page in fit if wanted.casefold() in (str(page["id"]), str(page["name"]).casefold())]
    if len(fit) == 1:
        return fit[0]
    if not names:
        what = "a page with a professional Instagram account" if network == "Instagram" else "a page"
        raise ReconnectNeeded(f"this person manages no {what[2:]}", mend=AGAIN, network=network)
    raise ReconnectNeeded(f"which page is meant is not clear: {names}", mend="give page, its name or id", network=network)


def _door(given: Mapping[str, str]) -> Door:
    token_url = f"{(given.get('graph') or GRAPH).rstrip('/')}/oauth/access_token"
    return Door(DIALOG, token_url, given["app_id"], given.get("app_secret", ""), SCOPE, LANDING, NETWORK)
