"""`visualgen template watch`: a page beside the editor that shows the drawing and our render of it after every save."""

from __future__ import annotations

from typing import Annotated

import typer

from visualgen.cli.options import LanguageOption, TemplatesOption, settings_from

WORKERS = 2
"""One for the picture in view, one for the small ones."""

_WORDS = {
    "fr": "{title} : {address} (chaque enregistrement s’y voit ; Ctrl-C termine)",
    "en": "{title}: {address} (every save shows there; Ctrl-C ends it)",
}


def watch(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A template's name, folder, .svg or .svg.j2.")],
    kit: Annotated[
        list[str] | None, typer.Option("--kit", metavar="KIT", help="Shown first; the others can be chosen. Repeat for more.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to answer on; 0 takes a free one.")] = 8100,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    templates: TemplatesOption = None,
    lang: LanguageOption = None,
) -> None:
    """Show a template being drawn on a page of this machine: the drawing beside our render, new after every save."""
    settings = settings_from(templates, None, lang)

    from visualgen.batch.pool import render_pool

    with render_pool(WORKERS, settings) as pool:
        pool.start()

        from visualgen.gallery.watch import open_watch
        from visualgen.gallery.watch_server import WatchServer

        server = WatchServer(open_watch(template, kit or [], settings, pool), port)
        typer.echo(_WORDS[settings.language].format(title=template, address=server.address))
        if open_page:
            typer.launch(server.address)
        try:
            server.run()
        except KeyboardInterrupt:
            return
