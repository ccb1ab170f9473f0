"""Errors become RFC 9457 problems (`application/problem+json`), by one table.

InputError (visualgen.errors)
└── RequestError          the request itself cannot be answered
    ├── MalformedRequest      the body is not what the contract says
    ├── NotAcceptable         the answer asked for cannot be given
    ├── UnsupportedBody       the body's media type is not understood
    ├── BodyTooLarge          the body passes the limit
    ├── ForeignRequest        the request was not meant for this machine
    └── OnceMismatch          an Idempotency-Key came with another request before
CalendarError (visualgen.errors)
└── NothingToMake         no row of a calendar can be made
VisualgenError
├── Busy                  too much is waiting already
└── TooManyRequests       this caller calls too often
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api.fields import WrongField, wrong_fields
from api.languages import language_of
from visualgen.errors import (
    AddressRefused,
    ArchiveError,
    CalendarError,
    ChannelBusy,
    ChannelError,
    Conflict,
    ContentError,
    CursorError,
    FetchError,
    FontError,
    InputError,
    KitError,
    LimitExceeded,
    LinkGone,
    MediaError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OutputError,
    PartMissing,
    PictureError,
    PostBlocked,
    PostChanged,
    PostError,
    PostRejected,
    ReconnectNeeded,
    ScheduleError,
    SettingsError,
    StoreUnreachable,
    TemplateError,
    UnknownName,
    VisualgenError,
)
from visualgen.store.outages import outage

_log = structlog.get_logger("visualgen.api")
MEDIA_TYPE = "application/problem+json"
_METHOD_FR = "Méthode inconnue à cette adresse"
_BUG_FR = "Signalez-le avec la requête ; le journal du serveur dit où."


class RequestError(InputError):
    """The request itself cannot be answered."""

    code = "request"


class MalformedRequest(RequestError):
    """The body is not what the contract says. `fields` lists each wrong field with its JSON pointer."""

    code = "malformed"

    def __init__(self, message: str, *, mend: str = "", fields: tuple[WrongField, ...] = (), **place: object) -> None:
        super().__init__(message, mend=mend, **place)
        self.fields = fields


class NotAcceptable(RequestError):
    """The answer asked for cannot be given."""

    code = "not_acceptable"


class UnsupportedBody(RequestError):
    """The body's media type is not understood."""

    code = "unsupported_body"


class BodyTooLarge(RequestError):
    """The body passes the limit."""

    code = "body_too_large"


class ForeignRequest(RequestError):
    """The request was not meant for this machine: another host's name, or another site's page."""

    code = "foreign_request"


class OnceMismatch(RequestError):
    """An Idempotency-Key came with another request before."""

    code = "idempotency_mismatch"


class NothingToMake(CalendarError):
    """No row of a calendar can be made. `errors` lists what is wrong with the rows: code, line, column, value, message, mend."""

    def __init__(self, message: str, *, mend: str = "", errors: tuple[Mapping[str, str], ...] = (), **place: object) -> None:
        super().__init__(message, mend=mend, **place)
        self.errors = errors


class Busy(VisualgenError):
    """Too much is waiting already."""

    code = "busy"


class TooManyRequests(VisualgenError):
    """This caller calls too often; `retry_s` says when the next request is let in."""

    code = "too_many_requests"

    def __init__(self, message: str, *, mend: str = "", retry_s: int = 1, **place: object) -> None:
        super().__init__(message, mend=mend, **place)
        self.retry_s = retry_s


TABLE: tuple[tuple[type[VisualgenError], int, str, str], ...] = (
    # error, status, title in English, title in French; the first that fits is taken
    (NotSignedIn, 401, "Key or sign-in needed", "Clé ou connexion nécessaire"),
    (NotAllowed, 403, "Not allowed", "Non autorisé"),
    (NotFound, 404, "Not found", "Introuvable"),
    (NotAcceptable, 406, "Not acceptable", "Réponse impossible sous cette forme"),
    (Conflict, 409, "Conflict", "Conflit"),
    (PostChanged, 409, "Post changed meanwhile", "Publication modifiée entre-temps"),
    (PostBlocked, 422, "A network would refuse it", "Un réseau la refuserait"),
    (PostError, 422, "Not possible for this post", "Impossible pour cette publication"),
    (ScheduleError, 422, "Hour cannot be used", "Heure inutilisable"),
    (LinkGone, 410, "Link no longer good", "Lien plus valable"),
    (BodyTooLarge, 413, "Body too large", "Requête trop lourde"),
    (UnsupportedBody, 415, "Unsupported body", "Type de requête inconnu"),
    (ForeignRequest, 421, "Not meant for this machine", "Requête destinée à une autre machine"),
    (OnceMismatch, 422, "Idempotency-Key used before", "Idempotency-Key déjà utilisée"),
    (RequestError, 422, "Malformed request", "Requête mal formée"),
    (UnknownName, 422, "Unknown name", "Nom inconnu"),
    (ContentError, 422, "Content cannot be used", "Contenu inutilisable"),
    (PictureError, 422, "Picture cannot be used", "Image inutilisable"),
    (MediaError, 422, "Video or sound cannot be used", "Vidéo ou son inutilisable"),
    (OutputError, 422, "Output cannot be made", "Sortie impossible"),
    (FontError, 422, "Font cannot be used", "Police inutilisable"),
    (KitError, 422, "Brand kit cannot be used", "Kit de marque inutilisable"),
    (TemplateError, 422, "Template cannot be used", "Modèle inutilisable"),
    (CalendarError, 422, "Calendar cannot be used", "Calendrier inutilisable"),
    (CursorError, 422, "Cursor cannot be used", "Curseur inutilisable"),
    (ArchiveError, 422, "Archive cannot be used", "Archive inutilisable"),
    (AddressRefused, 422, "Address refused", "Adresse refusée"),
    (FetchError, 422, "Address cannot be fetched", "Adresse inaccessible"),
    (LimitExceeded, 422, "Limit passed", "Limite dépassée"),
    (SettingsError, 500, "Service set up wrongly", "Service mal réglé"),
    (TooManyRequests, 429, "Too many requests", "Trop de demandes"),
    (InputError, 422, "Input cannot be used", "Donnée inutilisable"),
    (Busy, 503, "Busy", "Trop de demandes en attente"),
    (ChannelBusy, 424, "The network does not answer now", "Le réseau ne répond pas pour l’instant"),
    (ReconnectNeeded, 422, "The account must be connected again", "Le compte est à reconnecter"),
    (PostRejected, 422, "The network refuses the post", "Le réseau refuse la publication"),
    (ChannelError, 424, "The network failed", "Le réseau a échoué"),
    (StoreUnreachable, 503, "Storage does not answer", "Le stockage ne répond pas"),
    (PartMissing, 503, "A part is missing", "Un composant manque"),
    (VisualgenError, 500, "Error", "Erreur"),
)


def install(app: FastAPI) -> None:
    """Give every error of `app` its problem."""
    app.add_exception_handler(VisualgenError, _visualgen_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    for kind in (OperationalError, InterfaceError, TimeoutError, OSError):
        app.add_exception_handler(kind, _perhaps_an_outage)
    app.add_exception_handler(Exception, _bug)


def problem(error: VisualgenError, language: str, instance: str | None = None) -> JSONResponse:
    """Return the error as a problem in `language`; detail and mend are in English where the error has no French words.

    `instance` is the request's correlation id.
    """
    detail, mend = error.words(language)
    status, english, french = next((status, english, french) for kind, status, english, french in TABLE if isinstance(error, kind))
    facts: dict[str, Any] = {
        "type": f"urn:visualgen:problem:{error.code}",
        "title": french if language == "fr" else english,
        "status": status,
        "detail": detail,
        "code": error.code,
        "mend": mend,
        "place": place_of(error),
        "language": language,
    }
    if isinstance(error, MalformedRequest) and error.fields:
        facts["errors"] = [field.told(language) for field in error.fields]
    elif isinstance(error, NothingToMake) and error.errors:
        facts["errors"] = [dict(item) for item in error.errors]
    if instance:
        facts["instance"] = f"urn:visualgen:request:{instance}"
    headers: dict[str, str] = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_s)
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "2"
    elif status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="visualgen"'
    return JSONResponse(facts, status, headers, MEDIA_TYPE)


def place_of(error: VisualgenError) -> dict[str, str | int | float]:
    """Return the error's place as JSON data; of a file no more than its folder's name and its own."""
    place: dict[str, str | int | float] = {}
    for key, value in error.place.items():
        if isinstance(value, Path) or key == "file":
            place[key] = "/".join(Path(str(value)).parts[-2:])
        else:
            place[key] = value if isinstance(value, int | float) else str(value)
    return place


def malformed(error: ValidationError | RequestValidationError) -> MalformedRequest:
    """Return pydantic's findings as one error with a JSON pointer for each field."""
    fields = wrong_fields(error.errors())
    first = fields[0]
    return MalformedRequest(
        f"{first.pointer}: {first.english}", mend="see `errors`, and /openapi.json for the contract", fields=fields
    ).french(f"{first.pointer} : {first.french}", "voyez `errors`, et le contrat dans /openapi.json")


def _answer(request: Request, error: VisualgenError) -> JSONResponse:
    return problem(error, language_of(request), getattr(request.state, "request_id", None))


async def _visualgen_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VisualgenError)
    return _answer(request, error)


async def _perhaps_an_outage(request: Request, error: Exception) -> JSONResponse:
    """Answer a full disk or a database that does not answer as what it is; the log gets a line. Anything else stays a bug."""
    known = outage(error)
    if known is None:
        raise error
    _log.warning("the storage does not answer", error=known.message, path=request.url.path)
    return _answer(request, known)


async def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return _answer(request, malformed(error))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _answer(
            request,
            NotFound("nothing lives at this address", mend="see /openapi.json for the addresses").french(
                "rien n’existe à cette adresse", "voyez les adresses dans /openapi.json"
            ),
        )
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return _answer(
            request,
            MalformedRequest(f"the body cannot be read: {error.detail}", mend="send JSON in UTF-8").french(
                "le corps est illisible", "envoyez du JSON en UTF-8"
            ),
        )
    french = language_of(request) == "fr"
    title = _METHOD_FR if french and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else HTTPStatus(error.status_code).phrase
    facts = {
        "type": "about:blank",
        "title": title,
        "status": error.status_code,
        "detail": title if french else str(error.detail),
        "code": HTTPStatus(error.status_code).name.lower(),
        "mend": "voyez le contrat dans /openapi.json" if french else "see /openapi.json for the contract",
        "place": {"method": request.method, "path": request.url.path},
        "language": "fr" if french else "en",
    }
    if request_id := getattr(request.state, "request_id", None):
        facts["instance"] = f"urn:visualgen:request:{request_id}"
    return JSONResponse(facts, error.status_code, error.headers, MEDIA_TYPE)


async def _bug(request: Request, error: Exception) -> JSONResponse:
    """Answer a bug without its details; the server's log has them."""
    french = language_of(request) == "fr"
    facts = {
        "type": "urn:visualgen:problem:bug",
        "title": "Bug",
        "status": 500,
        "detail": "C’est un bug de visualgen." if french else "This is a bug in visualgen.",
        "code": "bug",
        "mend": _BUG_FR if french else "Please report it with the request; the server's log says where.",
        "place": {"method": request.method, "path": request.url.path},
        "language": "fr" if french else "en",
    }
    if request_id := getattr(request.state, "request_id", None):
        facts["instance"] = f"urn:visualgen:request:{request_id}"
    return JSONResponse(facts, 500, media_type=MEDIA_TYPE)
