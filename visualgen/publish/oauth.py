"""Letting visualgen into an account by OAuth 2 with PKCE, through Authlib: where to send the person, and what their code is worth.

Two steps, so that it works from a command line, a web page and a test: `Door.begin` gives an address to open and a state to keep,
`Door.finish` takes what came back. RFC 6749, RFC 7636.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from visualgen.errors import ReconnectNeeded
from visualgen.publish.channel import Surroundings
from visualgen.publish.web import Web, converse

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
AGAIN = "open the address once more and let visualgen in"


@dataclass(frozen=True, slots=True)
class Door:
    """One network's OAuth addresses and this client's registration there."""

    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    redirect_uri: str
    network: str

    def begin(self) -> tuple[str, dict[str, str]]:
        """Return the address the person opens, and the state to hand to `finish` (a secret: it holds the PKCE verifier)."""
        verifier, state = generate_token(48), generate_token(30)
        challenge = {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
        where = {"redirect_uri": self.redirect_uri, "scope": self.scope, "state": state}
        url = prepare_grant_uri(self.authorize_url, client_id=self.client_id, response_type="code", **where, **challenge)
        return str(url), {"state": state, "verifier": verifier}

    def finish(self, answer: str, kept: Mapping[str, str], outside: Surroundings) -> dict[str, Any]:
        """Return the token for what came back: the code, or the whole address the browser was sent to.

        Raises `ReconnectNeeded` where the person refused, or the answer is not the one to our question.
        """
        place = {"network": self.network}
        code = _code(answer, kept["state"], place)
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "redirect_uri": self.redirect_uri,
            "code_verifier": kept["verifier"],
        }

        async def exchange(web: Web) -> dict[str, Any]:
            response = await web.ask("POST", self.token_url, data=body)
            if response.status_code != 200:
                raise ReconnectNeeded(f"the code is not taken: {web.said(response.text)}", mend=AGAIN, **place)
            token: dict[str, Any] = response.json()
            return token

        return converse(exchange, outside, secrets=(code, self.client_secret, kept["verifier"]), place=place)


def _code(answer: str, state: str, place: Mapping[str, str]) -> str:
    """Return the code in what came back."""
    text = answer.strip()
    if "://" not in text:
        return text
    found = {name: values[0] for name, values in parse_qs(urlsplit(text).query).items()}
    if "error" in found:
        raise ReconnectNeeded(f"visualgen was not let in ({found['error']})", mend=AGAIN, **place)
    if found.get("state") != state or "code" not in found:
        raise ReconnectNeeded("this address does not answer our question", mend=AGAIN, **place)
    return found["code"]
