"""The options several commands share, with one wording, and the settings they make."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from visualgen.settings import Settings

TemplatesOption = Annotated[Path | None, typer.Option("--templates", metavar="DIR", help="Look templates up in this folder first.")]
KitsOption = Annotated[Path | None, typer.Option("--kits", metavar="DIR", help="Look brand kits up in this folder first.")]
LanguageOption = Annotated[str | None, typer.Option("--lang", metavar="fr|en", help="Language of findings and messages.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def settings_from(templates: Path | None = None, kits: Path | None = None, language: str | None = None) -> Settings:
    """Return the settings of this run: options first, then `VISUALGEN_*` variables, then the packaged folders.

    Raises `SettingsError` where one cannot be used.
    """
    return Settings.from_environment(templates=templates, kits=kits, language=language)
