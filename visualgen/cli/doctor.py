"""`visualgen doctor`: every part, there or missing, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from visualgen.cli.options import JsonOption, KitsOption, TemplatesOption, settings_from

EXIT_MISSING = 2


def doctor(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder pictures are to be written to.")] = Path("out"),
    templates: TemplatesOption = None,
    kits: KitsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every part visualgen needs, and say what to do.

    Exit codes: 0 all there, 2 a needed part is missing.
    """
    from visualgen.doctor import examine

    parts = examine(settings_from(templates, kits), out)
    fine = all(part.ok for part in parts if part.needed)
    if as_json:
        typer.echo(json.dumps({"ok": fine, "parts": [part.to_dict() for part in parts]}, ensure_ascii=False, indent=2))
    else:
        width = max(len(part.name) for part in parts)
        for part in parts:
            sign = "ok" if part.ok else "missing" if part.needed else "without"
            typer.echo(f"{sign:8}{part.name:{width}}  {part.found}")
            if not part.ok:
                typer.echo(f"{'':8}{'':{width}}  → {part.mend}")
    if not fine:
        raise typer.Exit(EXIT_MISSING)
