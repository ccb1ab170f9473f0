"""The client's link: a signed, expiring address that shows some posts and takes a decision, without an account.

The address holds the link's id, its end, and a signature over both (`store.vault`); the row says whose posts, and may be revoked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from visualgen.errors import LinkGone, PostError
from visualgen.posts import repository
from visualgen.posts.model import ApprovalLink, Post
from visualgen.publish.desk import Actor, Desk
from visualgen.publish.scheduling import submit
from visualgen.store.vault import Vault

PURPOSE = "approval link"
PATH = "/a"
MOST_POSTS = 60
MOST_DAYS = 90


def create(desk: Desk, actor: Actor, posts: Sequence[str], client: str, *, days: int = 14) -> tuple[ApprovalLink, str]:
    """Return a new link and its address' path; the posts, all of one brand, are sent to review, their pictures made.

    Raises `PostError` for posts of several brands, none, or more than sixty, and for one that is not complete.
    """
    if not 1 <= len(posts) <= MOST_POSTS:
        raise PostError(
            f"a link shows 1 to {MOST_POSTS} posts",
            mend="make several links",
        ).french(f"un lien montre de 1 à {MOST_POSTS} posts", "faites plusieurs liens")
    if not client.strip():
        raise PostError("say who will look", mend="give the client's name").french(
            "dites qui regardera", "donnez le nom de la cliente ou du client"
        )
    found: list[Post] = []
    for identifier in dict.fromkeys(posts):
        with desk.database.read() as session:
            post = repository.post(session, identifier, actor.brand_ids)
        if post.state in ("idea", "draft", "review"):
            post, problems = submit(desk, actor, post.id)
            if problems:
                fr = (problems[0].message["fr"], problems[0].mend["fr"])
                raise PostError(problems[0].message["en"], mend=problems[0].mend["en"], post=post.reference).french(*fr)
        found.append(post)
    if len({post.brand_id for post in found}) != 1:
        raise PostError(
            "these posts are of several brands",
            mend="make a link for each brand",
        ).french("ces posts sont de plusieurs marques", "faites un lien par marque")
    now = desk.clock()
    with desk.database.write() as session:
        link = ApprovalLink(
            brand_id=found[0].brand_id, client=client.strip()[:200], posts=[post.id for post in found], created_by=actor.name,
            created_at=now, expires_at=now + dt.timedelta(days=max(1, min(days, MOST_DAYS))),
        )  # fmt: skip
        session.add(link)
        session.flush()
        return link, address(desk, link)


def address(desk: Desk, link: ApprovalLink) -> str:
    """Return the path of the link's page."""
    end = int(link.expires_at.timestamp())
    return f"{PATH}/{link.id}.{end}.{Vault.open(desk.settings).sign(PURPOSE, f'{link.id}.{end}')}"


def open_link(desk: Desk, token: str) -> ApprovalLink:
    """Return the link behind a token. Raises `LinkGone` for one that is not ours, is over, or was revoked: all say the same."""
    identifier, _, rest = token.partition(".")
    end, _, signature = rest.partition(".")
    gone = LinkGone("this link is not good, or no longer", mend="ask for a new one")
    if not end.isdigit() or len(end) > 12 or not Vault.open(desk.settings).signed(PURPOSE, f"{identifier}.{end}", signature):
        raise gone
    if desk.clock().timestamp() > int(end):
        raise gone
    with desk.database.read() as session:
        link = repository.link(session, identifier)
    if link is None or link.revoked_at is not None:
        raise gone
    return link


def revoke(desk: Desk, actor: Actor, identifier: str) -> ApprovalLink:
    """Make a link useless. Raises `LinkGone` where the actor has none of that id."""
    with desk.database.write() as session:
        link = repository.link(session, identifier)
        if link is None or link.brand_id not in actor.brand_ids:
            raise LinkGone(f"there is no link {identifier!r}", mend="see the list of links")
        link.revoked_at = link.revoked_at or desk.clock()
        return link


def actor_of(link: ApprovalLink) -> Actor:
    """Return who acts through the link: the client, on that brand."""
    return Actor(f"{link.client} (client)", (link.brand_id,))
