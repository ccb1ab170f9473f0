"""Lists in pages: `limit` and `cursor` in, `next` and a Link header out (RFC 8288), by keyset (`visualgen.store.paging`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from visualgen.store.paging import MAX_LIMIT

DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which page is asked for."""

    limit: int
    cursor: str | None


def _asked(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at the most.")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before; without it the first page.")] = None,
) -> PageAsked:
    return PageAsked(limit, cursor)


PageHere = Annotated[PageAsked, Depends(_asked)]


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Tell where the next page is, if there is one."""
    if cursor is not None:
        response.headers["Link"] = f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'
