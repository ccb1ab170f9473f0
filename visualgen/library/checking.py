"""What an uploaded kit or template is judged by; runs in a render process, within its time and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from visualgen.brand.check import check_kit
from visualgen.brand.reading import BRAND_FILE, load_kit
from visualgen.errors import KitError, TemplateError
from visualgen.library.model import Kind
from visualgen.settings import Settings
from visualgen.template.check import check_template
from visualgen.template.reading import load_template


def check_folder(kind: Kind, folder: Path, settings: Settings) -> tuple[str, list[dict[str, Any]]]:
    """Return the title of the kit or template in `folder`, and what a person should know about it.

    Raises `KitError`, `TemplateError` and their like for one that cannot be used, with file, line and mend.
    """
    return _check_kit(folder, settings) if kind == Kind.KIT else _check_template(folder, settings)


def _check_kit(folder: Path, settings: Settings) -> tuple[str, list[dict[str, Any]]]:
    if not (folder / BRAND_FILE).is_file():
        raise KitError(f"there is no {BRAND_FILE} in the archive", mend="pack the kit's folder, as it is")
    kit = load_kit(folder, settings)
    report = check_kit(folder, settings)
    return kit.title, [finding.to_dict(settings.language) for finding in report.findings]


def _check_template(folder: Path, settings: Settings) -> tuple[str, list[dict[str, Any]]]:
    template = load_template(folder, settings)
    problems = check_template(template, settings.limits)
    wrong = next((problem for problem in problems if problem.severity == "error"), None)
    if wrong is not None:
        raise TemplateError(wrong.message, mend=wrong.mend, file=wrong.file or None)
    return template.title, [problem.to_dict() for problem in problems]
