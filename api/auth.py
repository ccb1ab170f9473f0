"""Who calls: a key in `Authorization: Bearer`, or a person's session in a cookie; then whether they may, and not too often.

A session comes with every request of a browser, wanted or not, so a request that changes something must also come from a
page of our own: the cookie is SameSite=Lax, and the Origin header must be our own address.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from fastapi import Request
from fastapi.openapi.models import HTTPBearer
from fastapi.params import Security
from fastapi.security.base import SecurityBase

from api.errors import ForeignRequest
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotSignedIn

COOKIE = "visualgen_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MEND = "send the header `Authorization: Bearer KEY` (visualgen key create makes one), or sign in"
MEND_FR = "envoyez l’en-tête `Authorization: Bearer CLÉ` (visualgen key create en fait une), ou connectez-vous"


class Needs(SecurityBase):
    """A dependency: who calls, with all of these scopes."""

    scheme_name = "key"
    model = HTTPBearer(description="An API key: `visualgen key create`, or the account page.")

    def __init__(self, *scopes: Scope) -> None:
        self.scopes = scopes

    async def __call__(self, request: Request) -> Caller:
        """Return who calls. Raises `NotSignedIn`, `NotAllowed`, `ForeignRequest`, `TooManyRequests`."""
        caller = await caller_of(request)
        caller.require(*self.scopes)
        return caller


def needs(*scopes: Scope) -> Security:
    """Return the dependency for a caller with `scopes` (`read`, without any): `caller: Annotated[Caller, needs(Scope.RENDER)]`.

    From it the contract knows which scope a route takes, and that it may answer 401, 403 and 429.
    """
    wanted = scopes or (Scope.READ,)
    return Security(Needs(*wanted), scopes=[scope.value for scope in wanted])


async def caller_of(request: Request) -> Caller:
    """Return who calls, counted against their rate; once a request. Raises as `Needs` does."""
    known = getattr(request.state, "caller", None)
    if known is not None:
        return cast(Caller, known)
    service = cast(Service, request.app.state.service)
    caller = await _let_in(request, service)
    request.state.caller = caller
    request.state.allowance = await service.rates.take(caller.id, caller.rate)
    return caller


async def _let_in(request: Request, service: Service) -> Caller:
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn("the Authorization header is not a bearer key", mend=MEND).french(
                "l’en-tête Authorization n’est pas une clé « Bearer »", MEND_FR
            )
        if not secret.strip():
            raise NotSignedIn("the Authorization header brings no key", mend="is VISUALGEN_KEY set? " + MEND).french(
                "l’en-tête Authorization n’apporte pas de clé", "VISUALGEN_KEY est-elle définie ? " + MEND_FR
            )
        caller = service.doorman.known(secret) or await run_sync(service.doorman.by_key, secret.strip())
        if caller is None:
            raise NotSignedIn("this key is unknown or revoked", mend=MEND).french("cette clé est inconnue ou révoquée", MEND_FR)
        return caller
    token = request.cookies.get(COOKIE)
    caller = None if token is None else service.doorman.known(token) or await run_sync(service.doorman.by_session, token)
    if caller is None:
        raise NotSignedIn("there is no key, and nobody is signed in" if token is None else "the session has ended", mend=MEND).french(
            "il n’y a pas de clé, et personne n’est connecté" if token is None else "la session est terminée", MEND_FR
        )
    if request.method not in SAFE:
        require_own_page(request)
    return caller


def require_own_page(request: Request) -> None:
    """Raise `ForeignRequest` unless the request comes from a page of this service (its Origin names the same host and port)."""
    origin = request.headers.get("origin")
    own = request.headers.get("host", "")
    if origin is None or urlsplit(origin).netloc.lower() != own.lower():
        raise ForeignRequest(
            "this request does not come from a page of this service", mend="send a key instead of the browser's session"
        ).french("cette requête ne vient pas d’une page de ce service", "envoyez une clé au lieu de la session du navigateur")
