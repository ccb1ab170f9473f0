"""Fetch a file from an address that a stranger gave: public hosts only, few redirects, capped in size and time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import anyio
import httpx

from visualgen.errors import FetchError, LimitExceeded
from visualgen.outbound.addresses import shown
from visualgen.outbound.transport import PinnedTransport

MAX_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its bytes, the media type it claims, the last part of its path, and the address without its query."""

    data: bytes
    media_type: str
    name: str
    url: str


async def fetch(
    url: str,
    *,
    max_bytes: int,
    media_types: tuple[str, ...],
    seconds: float = 20.0,
    transport: Callable[[], httpx.AsyncBaseTransport] = PinnedTransport,
) -> Fetched:
    """Return the file at `url`.

    `media_types` are the beginnings of what the answer's Content-Type may be (`image/`); `seconds` bounds the whole, redirects
    and all. Raises `FetchError`, `AddressRefused`, `LimitExceeded`.
    """
    try:
        with anyio.fail_after(seconds):
            async with httpx.AsyncClient(transport=transport(), follow_redirects=False, timeout=seconds, trust_env=False) as client:
                return await _follow(client, url, max_bytes, media_types)
    except (TimeoutError, httpx.TimeoutException):
        raise FetchError(f"the address did not answer within {seconds:g} s", mend="upload the file instead", url=_told(url)).french(
            f"l’adresse n’a pas répondu en {seconds:g} s", "téléversez plutôt le fichier"
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(
            f"the address cannot be fetched ({error or type(error).__name__})", mend="check it in a browser", url=_told(url)
        ).french("l’adresse est inaccessible", "ouvrez-la dans un navigateur") from None


async def _follow(client: httpx.AsyncClient, url: str, max_bytes: int, media_types: tuple[str, ...]) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        target = httpx.URL(url)
        async with client.stream("GET", target, headers={"Accept-Encoding": "identity", "Accept": "*/*"}) as answer:
            if answer.is_redirect:
                url = str(target.join(answer.headers["location"]))
                continue
            return await _read(answer, target, max_bytes, media_types)
    raise FetchError(f"the address leads on more than {MAX_REDIRECTS} times", mend="give the address it ends at", url=_told(url)).french(
        f"l’adresse renvoie ailleurs plus de {MAX_REDIRECTS} fois", "donnez l’adresse à laquelle elle aboutit"
    )


async def _read(answer: httpx.Response, url: httpx.URL, max_bytes: int, media_types: tuple[str, ...]) -> Fetched:
    where = shown(url)
    if answer.status_code != httpx.codes.OK:
        raise FetchError(f"the address answered {answer.status_code}", mend="check it in a browser", url=where).french(
            f"l’adresse a répondu {answer.status_code}", "ouvrez-la dans un navigateur"
        )
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not media_type.startswith(media_types):
        raise FetchError(
            f"the address gives {media_type or 'an unnamed type'}", mend="give the file's own address, not a page's", url=where
        ).french(f"l’adresse donne {media_type or 'un type sans nom'}", "donnez l’adresse du fichier lui-même, pas celle d’une page")
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise FetchError("the address gives a compressed answer that was not asked for", mend="upload the file instead", url=where)
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > max_bytes:
        raise _too_large(max_bytes, where)
    data = bytearray()
    async for chunk in answer.aiter_raw():
        data += chunk
        if len(data) > max_bytes:
            raise _too_large(max_bytes, where)
    return Fetched(bytes(data), media_type, url.path.rpartition("/")[2][:200] or url.host, where)


def _too_large(max_bytes: int, where: str) -> LimitExceeded:
    return LimitExceeded(f"the file has more than {max_bytes:,} bytes", mend="make it smaller", url=where)


def _told(url: str) -> str:
    try:
        return shown(httpx.URL(url))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return url[:100]
