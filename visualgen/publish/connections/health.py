"""How an account is: works, dies soon, or lost; in plain words, with what to do. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from visualgen.publish.connections.model import Connection
from visualgen.publish.discovery import channel_kind

State = Literal["works", "dies_soon", "lost"]
AHEAD = dt.timedelta(days=7)
"""How long before a token dies a person is warned."""


@dataclass(frozen=True, slots=True)
class Health:
    """An account's state, with the words for people in both languages (empty while it works)."""

    id: str
    brand_id: str
    network: str
    account: str
    title: str
    name: str
    state: State
    valid_until: dt.datetime | None
    checked_at: dt.datetime | None
    succeeded_at: dt.datetime | None
    posts_left: int | None
    fr: str = ""
    en: str = ""

    @property
    def channel(self) -> str:
        """What a post's channels call it: `instagram`, or `instagram:lyon` where the account has a name."""
        return f"{self.network}:{self.account}" if self.account else self.network

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return it as JSON data; nothing in it is secret."""
        return {
            "id": self.id,
            "network": self.network,
            "channel": self.channel,
            "title": self.title,
            "name": self.name,
            "state": self.state,
            "message": self.fr if language == "fr" else self.en,
            "valid_until": _text(self.valid_until),
            "checked_at": _text(self.checked_at),
            "succeeded_at": _text(self.succeeded_at),
            "posts_left": self.posts_left,
        }


def health_of(row: Connection, now: dt.datetime) -> Health:
    """Return how the account is at `now`."""
    title = channel_kind(row.network).title
    state: State = "works"
    fr = en = ""
    dies = row.valid_until
    if row.lost or (dies is not None and dies <= now):
        state = "lost"
        why = row.lost or "the network's permission has run out"
        fr = f"{title} · {row.name} : reconnectez ce compte, rien ne part plus. ({row.lost or 'l’autorisation a expiré'})"
        en = f"{title} · {row.name}: connect this account again, nothing goes out any more. ({why})"
    elif dies is not None and dies - now <= AHEAD:
        state = "dies_soon"
        days = max(1, (dies - now).days)
        fr = f"{title} · {row.name} : l’autorisation expire dans {days} jour{'s' if days > 1 else ''}, reconnectez ce compte avant."
        en = f"{title} · {row.name}: the permission runs out in {days} day{'s' if days > 1 else ''}, connect this account again before."
    return Health(
        row.id,
        row.brand_id,
        row.network,
        row.account,
        title,
        row.name,
        state,
        dies,
        row.checked_at,
        row.succeeded_at,
        row.posts_left,
        fr,
        en,
    )


def _text(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()
