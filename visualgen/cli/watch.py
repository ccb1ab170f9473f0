"""`visualgen template watch`: a page beside the editor that shows the drawing and our render of it after every save."""

from __future__ import annotations

from typing import Annotated

import typer


def watch(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A template's name, folder, .svg or .svg.j2.")],
) -> None:
    """Show a template being drawn on a page of this machine, new after every save."""
