"""What a brand's programs may be told of; a domain that tells something new adds its event here, and a row to docs/api.md."""

from __future__ import annotations

EVENTS: dict[str, str] = {
    "render.done": "a render job has its pictures",
    "render.failed": "a render job cannot be done",
    "render.cancelled": "a render job was cancelled",
    "batch.done": "a batch is done: rows that could not be made are told in it",
    "batch.failed": "a batch cannot be done",
    "batch.cancelled": "a batch was cancelled",
    "clip.done": "a clip is made",
    "clip.failed": "a clip cannot be made",
    "clip.cancelled": "a clip was cancelled",
    "post.published": "a post is out on every channel",
    "post.attention": "a post needs a person: it may be out, missed its hour or was refused",
    "account.warning": "an account dies within a week, or must be connected again",
}
