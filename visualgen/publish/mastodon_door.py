"""Being let into a Mastodon account: every server is its own, so visualgen first makes itself known there, then asks by OAuth.

https://docs.joinmastodon.org/client/authorized/ (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visualgen.errors import ReconnectNeeded
from visualgen.publish.channel import Surroundings
from visualgen.publish.oauth import OUT_OF_BAND, Door
from visualgen.publish.web import Web, converse

SCOPE = "read:accounts read:statuses write:media write:statuses"
NETWORK = "Mastodon"


def server_address(text: str) -> str:
    """Return the address of a server that a person named: `mastodon.social`, `@ana@mastodon.social`, `https://mastodon.social/`."""
    host = text.strip().rstrip("/")
    return host if "://" in host else f"https://{host.rpartition('@')[2]}"


def begin(settings: Mapping[str, str], outside: Surroundings) -> tuple[str, dict[str, str]]:
    """Register with the server, and return the address to open and what to keep. Raises a `ChannelError`."""
    server = server_address(settings["server"])
    body = {"client_name": "visualgen", "redirect_uris": [OUT_OF_BAND], "scopes": SCOPE}

    async def register(web: Web) -> dict[str, Any]:
        response = await web.ask("POST", f"{server}/api/v1/apps", json=body)
        if not response.is_success:
            raise ReconnectNeeded("this server takes no applications", mend="check its address", network=NETWORK)
        found: dict[str, Any] = response.json()
        return found

    app = converse(register, outside, place={"network": NETWORK})
    kept = {"client_id": str(app["client_id"]), "client_secret": str(app["client_secret"])}
    url, more = _door(server, kept).begin()
    return url, {**kept, **more}


def finish(answer: str, kept: Mapping[str, str], settings: Mapping[str, str], outside: Surroundings) -> dict[str, str]:
    """Return the access token for the code the server showed. Raises `ReconnectNeeded`."""
    token = _door(server_address(settings["server"]), kept).finish(answer, kept, outside)
    return {"access_token": str(token["access_token"])}


def _door(server: str, kept: Mapping[str, str]) -> Door:
    return Door(f"{server}/oauth/authorize", f"{server}/oauth/token", kept["client_id"], kept["client_secret"], SCOPE, OUT_OF_BAND, NETWORK)
