"""`visualgen worker`: a process that carries jobs out."""

from __future__ import annotations

from typing import Annotated

import typer

from visualgen.cli.options import KitsOption, TemplatesOption, settings_from
from visualgen.errors import SettingsError


def worker(
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, max=64, help="Render processes; without it one a core but one.")
    ] = None,
    kinds: Annotated[str, typer.Option("--kinds", metavar="K,K…", help="Only these kinds of job: render, clip, batch…")] = "",
    metrics: Annotated[str, typer.Option("--metrics", metavar="HOST:PORT", help="Answer Prometheus there.")] = "",
    grace: Annotated[float, typer.Option("--grace", metavar="S", min=0, help="Seconds jobs have to end when it leaves.")] = 20.0,
    templates: TemplatesOption = None,
    kits: KitsOption = None,
) -> None:
    """Carry out the jobs of the service: as many of these as you like, on as many machines.

    SIGTERM lets it end what it does, or give it back.
    """
    settings = settings_from(templates, kits)
    address = _address(metrics)

    from visualgen import logs
    from visualgen.workers.process import work

    logs.configure(settings)
    names = [name.strip() for name in kinds.split(",") if name.strip()]
    work(settings, workers=workers, kinds=names, metrics=address, grace_s=grace)


def _address(text: str) -> tuple[str, int] | None:
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"--metrics is {text!r}", mend="write it as --metrics 127.0.0.1:9100")
    return host.strip("[]") or "127.0.0.1", int(port)
