"""The options several commands share, with one wording, and the settings they make."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar, get_type_hints

import typer

from visualgen.settings import Settings

TemplatesOption = Annotated[Path | None, typer.Option("--templates", metavar="DIR", help="Look templates up in this folder first.")]
KitsOption = Annotated[Path | None, typer.Option("--kits", metavar="DIR", help="Look brand kits up in this folder first.")]
LanguageOption = Annotated[str | None, typer.Option("--lang", metavar="fr|en", help="Language of findings and messages.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


Shared = TypeVar("Shared")
Own = ParamSpec("Own")


def sharing(shared: Callable[..., Shared]) -> Callable[[Callable[Concatenate[Shared, Own], None]], Callable[..., None]]:
    """Give a command the options that are the fields of the dataclass `shared`, and call it with one of it before its own options.

    Options that several commands have are written once so, as a field each: `name: Annotated[str, typer.Option(…)] = ""`.
    """
    hints, missing = get_type_hints(shared, include_extras=True), dataclasses.MISSING
    common = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is missing else field.default,
            annotation=hints[field.name],
        )
        for field in dataclasses.fields(shared)  # type: ignore[arg-type]
    ]

    def give(command: Callable[Concatenate[Shared, Own], None]) -> Callable[..., None]:
        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

        def run(**given: Any) -> None:
            command(shared(**{parameter.name: given.pop(parameter.name) for parameter in common}), **given)  # type: ignore[call-arg]

        parameters = [*common, *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own)]
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return give


def settings_from(templates: Path | None = None, kits: Path | None = None, language: str | None = None) -> Settings:
    """Return the settings of this run: options first, then `VISUALGEN_*` variables, then the packaged folders.

    Raises `SettingsError` where one cannot be used.
    """
    return Settings.from_environment(templates=templates, kits=kits, language=language)
