"""`/sign-in`, `/account`: people come in, see their brands and keys, and choose a password. Plain forms, no script.

Every form must come from a page of our own (its Origin is looked at), those before a session too.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import jinja2
from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.account.words import WORDS
from api.auth import COOKIE, caller_of, require_own_page
from api.dependencies import LanguageHere, ServiceHere
from api.errors import TooManyRequests
from api.service import Service
from visualgen.accounts import repository, service, signing_in
from visualgen.accounts.caller import Caller
from visualgen.accounts.model import ApiKey, Organisation, Person
from visualgen.accounts.scopes import MEANINGS, Scope
from visualgen.errors import InputError, NotFound, NotSignedIn

router = APIRouter(include_in_schema=False)

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
TRIES_PER_SECOND = 0.1
"""How often an address's password may be tried, after the first five; from one place five times that, after the first twenty."""
Lang = Annotated[str, Query(alias="lang", max_length=2)]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told above the page: `yes` or `no`, and the sentence."""

    kind: str
    text: str


@router.get("/")
async def home() -> Response:
    """Lead to the account."""
    return RedirectResponse("/account", 303)


@router.get("/account/style.css")
async def style() -> Response:
    """Return the pages' style sheet."""
    return Response(_text("account.css"), headers={"Cache-Control": "public, max-age=300"}, media_type="text/css")


@router.get("/sign-in")
async def show_sign_in(language: LanguageHere, lang: Lang = "", told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the form."""
    return _sign_in_page(_language(lang, language), told if told in ("ended", "link_gone") else "")


@router.post("/sign-in")
async def sign_in(
    request: Request,
    here: ServiceHere,
    language: LanguageHere,
    email: Annotated[str, Form(max_length=300)] = "",
    password: Annotated[str, Form(max_length=1_000)] = "",
    lang: Lang = "",
) -> Response:
    """Begin a session, or show the form again."""
    require_own_page(request)
    words = _language(lang, language)
    try:
        await here.rates.take(f"sign-in from {request.client.host if request.client else ''}", 5 * TRIES_PER_SECOND, burst=20)
        await here.rates.take(f"sign-in as {email.strip().lower()}", TRIES_PER_SECOND, burst=5)
        token = await run_sync(signing_in.sign_in_by_password, here.database, email, password, here.clock())
    except TooManyRequests:
        return _sign_in_page(words, "too_often", email, 429)
    except NotSignedIn:
        return _sign_in_page(words, "wrong", email, 401)
    return _begun(here, token, words)


@router.get("/sign-in/{token}")
async def sign_in_by_link(token: str, here: ServiceHere, language: LanguageHere) -> Response:
    """Begin a session by a link that works once."""
    try:
        session = await run_sync(signing_in.sign_in_by_link, here.database, token, here.clock())
    except NotSignedIn:
        return RedirectResponse("/sign-in?told=link_gone", 303, HEADERS)
    return _begun(here, session, language)


@router.post("/sign-out")
async def sign_out(request: Request, here: ServiceHere) -> Response:
    """End the session."""
    require_own_page(request)
    token = request.cookies.get(COOKIE)
    if token is not None:
        await run_sync(signing_in.sign_out, here.database, token)
    answer = RedirectResponse("/sign-in", 303, HEADERS)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/account")
async def show_account(request: Request, here: ServiceHere, language: LanguageHere, lang: Lang = "") -> Response:
    """Show who is signed in, their brands and keys."""
    caller = await _person(request)
    return _away() if caller is None else await run_sync(_account_page, request, here, caller, _language(lang, language))


@router.post("/account/keys")
async def make_key(
    request: Request,
    here: ServiceHere,
    language: LanguageHere,
    scope: Annotated[list[str] | None, Form()] = None,
    name: Annotated[str, Form(max_length=200)] = "",
    brand: Annotated[str, Form(max_length=100)] = "",
    lang: Lang = "",
) -> Response:
    """Make a key and show it this once."""
    caller = await _person(request)
    if caller is None:
        return _away()
    caller.require(Scope.ADMIN)
    words = _language(lang, language)

    def make() -> Response:
        try:
            _, secret = service.create_key(
                here.database,
                caller.organisation_id,
                here.clock(),
                brand=brand or None,
                scopes=scope or [],
                name=name,
                granted=caller.scopes,
            )
        except InputError as error:
            return _account_page(request, here, caller, words, Notice("no", str(error)), status=422)
        return _account_page(request, here, caller, words, secret=secret)

    return await run_sync(make)


@router.post("/account/keys/{key}/revoke")
async def revoke_key(key: str, request: Request, here: ServiceHere, lang: Lang = "") -> Response:
    """Revoke a key."""
    caller = await _person(request)
    if caller is None:
        return _away()
    caller.require(Scope.ADMIN)
    try:
        await run_sync(service.revoke_key, here.database, caller.organisation_id, key, here.clock())
    except NotFound:
        return RedirectResponse("/account", 303, HEADERS)
    return RedirectResponse(f"/account?lang={lang if lang in WORDS else ''}#keys", 303, HEADERS)


@router.post("/account/password")
async def change_password(
    request: Request, here: ServiceHere, language: LanguageHere, password: Annotated[str, Form(max_length=1_000)] = "", lang: Lang = ""
) -> Response:
    """Choose a password: every session ends, and this browser gets a new one."""
    caller = await _person(request)
    if caller is None or caller.person_id is None:
        return _away()
    words = _language(lang, language)
    try:
        await run_sync(signing_in.set_password, here.database, caller.person_id, password)
    except InputError as error:
        notice = Notice("no", str(error))
        return await run_sync(lambda: _account_page(request, here, caller, words, notice, status=422))
    token = await run_sync(signing_in.begin, here.database, caller.person_id, here.clock())
    answer = await run_sync(_account_page, request, here, caller, words, Notice("yes", WORDS[words]["password_done"]))
    _set_cookie(here, answer, token)
    return answer


async def _person(request: Request) -> Caller | None:
    """Return who is signed in; None for nobody, or a program."""
    try:
        caller = await caller_of(request)
    except NotSignedIn:
        return None
    return caller if caller.person_id is not None else None


def _away() -> Response:
    return RedirectResponse("/sign-in?told=ended", 303, HEADERS)


def _begun(here: Service, token: str, language: str) -> Response:
    answer = RedirectResponse(f"/account?lang={language}", 303, HEADERS)
    _set_cookie(here, answer, token)
    return answer


def _set_cookie(here: Service, answer: Response, token: str) -> None:
    lasts = int(signing_in.SESSION.total_seconds())
    answer.set_cookie(COOKIE, token, max_age=lasts, path="/", httponly=True, samesite="lax", secure=here.secure)


def _sign_in_page(language: str, told: str, email: str = "", status: int = 200) -> HTMLResponse:
    words = WORDS[language]
    shown = {"title": words["sign_in"], "notice": words[told] if told else "", "email": email, "person": None}
    return HTMLResponse(_template("sign_in.html.j2").render(w=SimpleNamespace(**words), lang=language, **shown), status, HEADERS)


def _account_page(
    request: Request, here: Service, caller: Caller, language: str, notice: Notice | None = None, *, secret: str = "", status: int = 200
) -> HTMLResponse:
    with here.database.read() as session:
        person = session.get_one(Person, caller.person_id)
        organisation = session.get_one(Organisation, caller.organisation_id)
        brands = repository.brands_of(session, caller.organisation_id)
        keys = repository.keys_of(session, caller.organisation_id) if Scope.ADMIN in caller.scopes else None
    names = {brand.id: brand.title for brand in brands}
    words = WORDS[language]
    page = _template("account.html.j2").render(
        w=SimpleNamespace(**words),
        lang=language,
        title=words["account"],
        role=words[f"role_{person.role}"],
        person=person,
        organisation=organisation.name,
        brands=brands,
        keys=None if keys is None else [_shown(key, names) for key in keys],
        scopes=[(scope.value, meaning[0 if language == "en" else 1]) for scope, meaning in MEANINGS.items() if scope is not Scope.READ],
        notice=notice,
        secret=secret,
        home=here.settings.public_url or str(request.base_url).rstrip("/"),
    )
    return HTMLResponse(page, status, HEADERS)


def _shown(key: ApiKey, brands: dict[str, str]) -> SimpleNamespace:
    used = "" if key.used_at is None else f"{key.used_at:%Y-%m-%d %H:%M} UTC"
    return SimpleNamespace(
        id=key.id,
        name=key.name,
        shown=key.shown,
        brand=brands.get(key.brand_id or ""),
        scopes=key.scopes,
        used=used,
        revoked=key.revoked_at is not None,
    )


def _language(asked: str, preferred: str) -> str:
    return asked if asked in WORDS else preferred


@functools.cache
def _template(name: str) -> jinja2.Template:
    folder = Path(str(resources.files("api.account") / "html"))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name)


@functools.cache
def _text(name: str) -> str:
    return (resources.files("api.account") / "html" / name).read_text(encoding="utf-8")
