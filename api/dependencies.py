"""What endpoints are handed: who calls, the service, its parts, the language."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from api.auth import needs
from api.desk import Desk
from api.languages import Language, language_of
from api.service import Service
from visualgen.accounts.caller import Caller


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


def _desk(request: Request) -> Desk:
    return _service(request).desk


CallerHere = Annotated[Caller, needs()]
"""Whoever calls, with the scope `read`; for more: `Annotated[Caller, needs(Scope.RENDER)]`."""
ServiceHere = Annotated[Service, Depends(_service)]
DeskHere = Annotated[Desk, Depends(_desk)]
LanguageHere = Annotated[Language, Depends(language_of)]
