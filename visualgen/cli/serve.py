"""`visualgen serve`: the API and its pages, on this machine without any set-up, elsewhere with a secret and a name."""

from __future__ import annotations

import importlib
import ipaddress
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from visualgen.cli.options import KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.errors import SettingsError
from visualgen.settings import Settings, spoken


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to answer on; 0 takes a free one.")] = 8000,
    host: Annotated[
        str, typer.Option("--host", help="The address to answer on; other machines reach it where it is not 127.0.0.1 or ::1.")
    ] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=64, help="Render processes; without it one a core.")] = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
) -> None:
    """Answer the API: one call, one post."""
    settings = settings_from(templates, kits, lang)
    address = judged(host, settings)
    if settings.public_url is not None:  # else the welcome looks
        look(settings)
    listener = listen(address, port)
    shown = f"[{address}]" if address.version == 6 else str(address)
    url = settings.public_url or f"http://{shown}:{listener.getsockname()[1]}"

    import uvicorn

    app = importlib.import_module("api.app").create_app(settings, workers=workers)  # by name: cli and api are siblings
    typer.echo(_WORDS[spoken(lang)]["answers"].format(url=url))
    if settings.public_url is None:
        welcome(settings, url)
    from visualgen import logs
    from visualgen.workers.scratch import temporary_files

    logs.configure(settings)
    config = uvicorn.Config(
        app,
        log_config=None,  # its lines go into our log
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
        proxy_headers=settings.public_url is not None,
        access_log=False,
    )
    with temporary_files(settings), _ending_by_exit():
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _ending_by_exit() -> Iterator[None]:
    """Make SIGTERM, which the server raises again once it has ended, an exit (143): what the block holds is given up in good order."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def welcome(settings: Settings, url: str) -> None:
    """Print how the owner of this machine comes in: a link for a browser, a key for a program."""
    from visualgen.accounts.local import key_file, local_key
    from visualgen.accounts.signing_in import create_link
    from visualgen.cli.accounts_here import accounts_here

    with accounts_here(settings, None) as here:
        link = create_link(here.database, here.owner_id, here.now)
        key = local_key(here.database, settings, here.organisation_id, here.now)
    typer.echo(_WORDS[spoken(settings.language)]["come_in"].format(url=url, link=link, key=key, file=key_file(settings)))


_WORDS = {
    "fr": {
        "answers": "visualgen répond sur {url} (contrat : /openapi.json ; Ctrl-C l’arrête)",
        "come_in": (
            "  dans un navigateur : {url}/sign-in/{link}\n"
            "  dans un programme :  export VISUALGEN_KEY={key}\n"
            '                       curl -H "Authorization: Bearer $VISUALGEN_KEY" {url}/v1/templates\n'
            "  la clé reste la même ; elle est dans {file}"
        ),
    },
    "en": {
        "answers": "visualgen answers on {url} (contract: /openapi.json; Ctrl-C ends it)",
        "come_in": (
            "  in a browser:   {url}/sign-in/{link}\n"
            "  from a program: export VISUALGEN_KEY={key}\n"
            '                  curl -H "Authorization: Bearer $VISUALGEN_KEY" {url}/v1/templates\n'
            "  the key stays the same; it lies in {file}"
        ),
    },
}


def look(settings: Settings) -> None:
    """Look whether the service can start, where an error is a sentence still: the server would tell it as a traceback.

    Raises `SettingsError` for a database that cannot be reached or a store that cannot be opened, `DatabaseBehind`.
    """
    from visualgen.store.blobs import Blobs
    from visualgen.store.database import Database

    with Database.open(settings, pool_size=1) as database:
        Blobs.open(settings, database)


def judged(host: str, settings: Settings) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the address `host` is. Raises `SettingsError` for one that others can reach without a secret and a name to go by."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise SettingsError(f"{host!r} is not an address", mend="use --host 127.0.0.1") from None
    if address.is_loopback:
        return address
    if not settings.secrets:
        raise SettingsError(
            f"{host} can be reached from other machines, and there is no secret to sign with",
            mend="set VISUALGEN_SECRET (openssl rand -hex 32) on every machine alike; or use --host 127.0.0.1 and an SSH tunnel",
        )
    if settings.public_url is None:
        raise SettingsError(
            f"{host} can be reached from other machines, and the service does not know its name",
            mend="set VISUALGEN_PUBLIC_URL to the address people type: https://visuals.example.org",
        )
    return address


def listen(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> socket.socket:
    """Return a listening socket. Raises `SettingsError`."""
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # The protocol by name: only then asyncio sets TCP_NODELAY, without which small answers wait 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise SettingsError(f"{address} port {port} cannot be had ({error.strerror or error})", mend="choose another with --port") from None
    return listener
