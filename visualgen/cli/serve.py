"""`visualgen serve`: the API on this machine, until accounts exist on this machine only."""

from __future__ import annotations

import importlib
import ipaddress
import socket
from typing import Annotated

import typer

from visualgen.cli.options import KitsOption, LanguageOption, TemplatesOption, settings_from
from visualgen.errors import SettingsError


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to answer on; 0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="An address of this machine: 127.0.0.1 or ::1.")] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=64, help="Render processes; without it one a core.")] = None,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    lang: LanguageOption = None,
) -> None:
    """Answer the API on this machine: one call, one post."""
    listener = listen(host, port)
    settings = settings_from(templates, kits, lang)

    import uvicorn

    app = importlib.import_module("api.app").create_app(settings, workers=workers)  # by name: cli and api are siblings
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"visualgen answers on http://{shown}:{listener.getsockname()[1]} (contract: /openapi.json; Ctrl-C ends it)")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5, server_header=False))
    server.run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket on an address of this machine. Raises `SettingsError`."""
    address = loopback(host)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(f"port {port} cannot be had ({error.strerror or error})", mend="choose another with --port") from None
    return listener


def loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the loopback address that `host` is. Raises `SettingsError` for any other."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise SettingsError(f"{host!r} is not an address", mend="use --host 127.0.0.1") from None
    if not address.is_loopback:
        raise SettingsError(
            f"{host} can be reached from other machines, and there are no accounts yet to keep strangers out",
            mend="use --host 127.0.0.1; from another machine, come through an SSH tunnel: ssh -L 8000:127.0.0.1:8000 this-machine",
        )
    return address
