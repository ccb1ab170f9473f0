"""An httpx transport that resolves a name once, looks at every address it got, and connects to the one it looked at.

A name that answers with a private address, now or at the second look (DNS rebinding), leads nowhere. Redirects must not be
followed by the client: each is a new request, judged anew (`fetch`). Proxies of the environment are not used.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Collection, Sequence

import anyio
import httpx

from visualgen.errors import AddressRefused, FetchError
from visualgen.outbound.addresses import WEB_PORTS, check_url, host_of, is_public, literal, shown

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host name. Raises `OSError`."""
    return [str(info[4][0]) for info in await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class PinnedTransport(httpx.AsyncHTTPTransport):
    """Sends a request to a public address of its host, or raises `AddressRefused`.

    `allowed` and `ports` say otherwise where a private network is meant (a self-hosted service that the operator names).
    """

    def __init__(
        self,
        resolver: Resolver = resolve,
        allowed: Callable[[str], bool] = is_public,
        ports: Collection[int] | None = WEB_PORTS,
    ) -> None:
        super().__init__(trust_env=False)
        self._resolver = resolver
        self._allowed = allowed
        self._ports = ports

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pin the request to an address that was judged, keeping Host and SNI, and send it."""
        url = request.url
        port = check_url(url, self._ports)
        host = host_of(url)
        spelled = literal(host)
        try:
            addresses = [str(spelled)] if spelled is not None else await self._resolver(host, port)
        except OSError as error:
            raise FetchError(f"the host is not found ({error.strerror or error})", mend="check the address", url=shown(url)).french(
                "l’hôte est introuvable", "vérifiez l’adresse"
            ) from None
        if not addresses or not all(self._allowed(address) for address in addresses):
            raise AddressRefused(
                "this address is not called: its host is not on the public internet",
                mend="put the file on a public web server, or upload it",
                url=shown(url),
            ).french(
                "cette adresse n’est pas appelée : son hôte n’est pas sur l’internet public",
                "mettez le fichier sur un serveur public, ou téléversez-le",
            )
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.headers["Host"] = url.netloc.decode("ascii")
        request.url = url.copy_with(host=addresses[0])
        return await super().handle_async_request(request)
