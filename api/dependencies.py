"""What endpoints are handed: who calls, the service, its parts, the language."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from api.auth import needs
from api.desk import Desk
from api.languages import Language, language_of
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.publish.desk import Desk as Publishing


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


def _desk(request: Request) -> Desk:
    return _service(request).desk


def _publishing(request: Request) -> Publishing:
    return cast(Publishing, request.app.state.publishing)


CallerHere = Annotated[Caller, needs()]
"""Whoever calls, with the scope `read`; for more: `Annotated[Caller, needs(Scope.RENDER)]`."""
ServiceHere = Annotated[Service, Depends(_service)]
PublishingHere = Annotated[Publishing, Depends(_publishing)]
DeskHere = Annotated[Desk, Depends(_desk)]
LanguageHere = Annotated[Language, Depends(language_of)]
