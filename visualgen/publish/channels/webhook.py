"""The channel `webhook`: the post as JSON to an address of your own, signed by Standard Webhooks (https://www.standardwebhooks.com).

`webhook-id` is the post's key. A receiver that knows an id again may be told so (`repeats`); otherwise a lost reply is left to a person.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any

import httpx
from standardwebhooks import Webhook

from visualgen.errors import PostRejected, ReconnectNeeded
from visualgen.publish.channel import (
    FOR_EVER,
    Account,
    Attempt,
    Capabilities,
    ChannelKind,
    Connected,
    Field,
    Media,
    NetworkLimits,
    Outgoing,
    Receipt,
    Surroundings,
    Unstored,
)
from visualgen.publish.files import media_names
from visualgen.publish.web import Web, converse

CAPABILITIES = Capabilities(
    kinds=frozenset({"text", "photo", "carousel", "video", "reel", "story"}),
    types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "application/pdf"}),
    first_comment=True,
    link_card=True,
)
TYPE = "post.publish"
PING = "channel.test"
INLINE_BYTES = 20_000_000
"""What media may weigh together where they go inside the JSON, because nobody can fetch them from us."""
AGAIN = "check the receiver and its secret, then connect it again"


class WebhookChannel:
    """One receiver."""

    def __init__(self, account: Account, outside: Surroundings) -> None:
        self.account, self.outside = account, outside
        self.url = account.settings["url"]
        self.place = {"network": KIND.title, "account": httpx.URL(self.url).host}
        knows_ids = account.settings.get("repeats", "") == "yes"
        self.capabilities = dataclasses.replace(CAPABILITIES, key_lifetime=FOR_EVER) if knows_ids else CAPABILITIES

    def limits(self) -> NetworkLimits:
        """Return no limit: a receiver tells none, and is not called for nothing."""
        self._signer()
        return NetworkLimits()

    def text(self, post: Outgoing) -> str:
        """Return the field `text` of the body."""
        return post.text(link=True)

    def submit(self, post: Outgoing, attempt: Attempt) -> Receipt:
        """Send the post; any 2xx answer takes it. Raises a `ChannelError`."""
        body = json.dumps(self._body(post, attempt), ensure_ascii=False)
        headers = self._headers(attempt.key, body)

        async def send(web: Web) -> Receipt:
            response = await web.publish("POST", self.url, content=body.encode(), headers=headers)
            return self._receipt(web, response, attempt.key)

        return converse(send, self.outside, attempt, secrets=self.account.secrets().values(), place=self.place)

    def ping(self) -> None:
        """Send a signed test event, which publishes nothing; any 2xx answer takes it. Raises a `ChannelError`."""
        key = f"test-{secrets.token_hex(12)}"
        body = json.dumps({"type": PING, "timestamp": self.outside.now().isoformat(), "data": {"key": key}})

        async def send(web: Web) -> None:
            response = await web.ask("POST", self.url, content=body.encode(), headers=self._headers(key, body))
            if not response.is_success:
                self._receipt(web, response, key)

        converse(send, self.outside, secrets=self.account.secrets().values(), place=self.place)

    def find(self, post: Outgoing, attempt: Attempt) -> Receipt | None:
        """Return None: a receiver cannot be asked."""
        return None

    def _receipt(self, web: Web, response: httpx.Response, key: str) -> Receipt:
        status = response.status_code
        if response.is_success:
            told = _told(response)
            return Receipt(str(told.get("id") or key), str(told.get("url") or ""), {"status": str(status)})
        said = web.said(response.text)
        why = f"the receiver answers HTTP {status}" + (f": {said}" if said else "")
        if status in (401, 403, 404, 405, 410) or response.is_redirect:
            raise ReconnectNeeded(why, mend=AGAIN, **self.place)
        field = "media" if status == 413 else ""
        raise PostRejected(why, reason=f"http_{status}", field=field, mend="see what the receiver says of it", **self.place)

    def _headers(self, key: str, body: str) -> dict[str, str]:
        now = self.outside.now()
        return {
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer().sign(key, now.astimezone(dt.UTC), body),
        }

    def _signer(self) -> Webhook:
        try:
            return Webhook(self.account.secrets().get("secret", ""))
        except Exception as error:
            raise ReconnectNeeded("its secret cannot sign (whsec_… in base64 is needed)", mend=AGAIN, **self.place) from error

    def _body(self, post: Outgoing, attempt: Attempt) -> dict[str, Any]:
        if not self.outside.public_url and sum(item.weight_bytes for item in post.media) > INLINE_BYTES:
            why = f"its media weigh more than {INLINE_BYTES // 1_000_000} MB and nobody can fetch them from here"
            raise PostRejected(
                why, reason="media_too_large", field="media", mend="make them lighter, or give visualgen a public address", **self.place
            )
        data = {
            "key": attempt.key,
            "kind": post.kind,
            "planned": post.planned.isoformat(),
            "brand": post.brand,
            "title": post.title,
            "language": post.language,
            "text": self.text(post),
            "caption": post.caption,
            "hashtags": [tag.lstrip("#") for tag in post.hashtags],
            "link": post.link,
            "first_comment": post.first_comment,
            "media": [self._medium(name, item) for name, item in zip(media_names(post), post.media, strict=True)],
        }
        return {"type": TYPE, "timestamp": self.outside.now().isoformat(), "data": data}

    def _medium(self, name: str, media: Media) -> dict[str, Any]:
        facts = {"name": name, "type": media.type, "alt": media.alt, "width_px": media.width_px, "height_px": media.height_px}
        facts |= {"duration_s": media.duration_s, "bytes": media.weight_bytes, "sha256": media.blob}
        if self.outside.public_url:
            return {**facts, "url": self.outside.public_url(media)}
        return {**facts, "content": base64.b64encode(media.read()).decode()}


def _told(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _connect(settings: Mapping[str, str], given: Mapping[str, str], outside: Surroundings) -> Connected:
    """Check the secret; the test event (`ping`) finds out whether the receiver is there."""
    WebhookChannel(Unstored(settings, given), outside).limits()
    return Connected(httpx.URL(settings["url"]).host, settings, given)


KIND = ChannelKind(
    name="webhook",
    title="Webhook",
    capabilities=CAPABILITIES,
    fields=(
        Field("url", "adresse du récepteur", "address of the receiver"),
        Field("secret", "secret de signature (whsec_…)", "signing secret (whsec_…)", secret=True),
        Field(
            "repeats", "« yes » si le récepteur reconnaît un identifiant déjà reçu", "yes if the receiver knows an id again", needed=False
        ),
    ),
    open=WebhookChannel,
    connect=_connect,
    ping=lambda account, outside: WebhookChannel(account, outside).ping(),
)
