"""What endpoints are handed: the service's desk, made once by `create_app`."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from api.desk import Desk
from api.languages import Language, language_of


def _desk(request: Request) -> Desk:
    return cast(Desk, request.app.state.desk)


DeskHere = Annotated[Desk, Depends(_desk)]
LanguageHere = Annotated[Language, Depends(language_of)]
