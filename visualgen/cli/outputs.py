"""What commands that write files share: weights as people write them, folders, findings as lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from visualgen.errors import OutputError

UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


def parse_size(text: str) -> int:
    """Return the bytes of "800k", "2M", "1.5 MB" or "500000". Raises `OutputError`."""
    number = text.strip().lower().removesuffix("b").strip()
    unit = number[-1:] if number[-1:] in ("k", "m") else ""
    try:
        size = int(float(number.removesuffix(unit)) * UNITS[unit])
    except (ValueError, OverflowError):
        size = 0
    if size <= 0:
        raise OutputError(
            f"{text!r} is not a weight",
            mend="write bytes, or a number with k or M: 800k, 2M",
        ).french(f"« {text} » n’est pas un poids", "écrivez des octets, ou un nombre suivi de k ou M : 800k, 2M")
    return size


def make_folder(folder: Path) -> None:
    """Make the folder a file goes into. Raises `OutputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"the folder cannot be made ({error.strerror or error})",
            mend="choose another place",
            file=folder,
        ).french(f"le dossier ne peut pas être créé ({error.strerror or error})", "choisissez un autre endroit") from None


_SEVERITIES = {
    "fr": {"blocks": "bloquant : ", "warns": "à regarder : ", "notes": "à savoir : "},
    "en": {"blocks": "blocks: ", "warns": "warns: ", "notes": "notes: "},
}


def severity_words(severity: str, language: str) -> str:
    """Return how a finding of this severity begins."""
    return _SEVERITIES["fr" if language == "fr" else "en"][severity]


def finding_lines(findings: list[dict[str, Any]], language: str) -> list[str]:
    """Return a line for each thing found; what was found in several slots is said once, with their names."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for finding in findings:
        groups.setdefault((finding["severity"], finding["message"]), []).append(finding)
    lines = []
    for (severity, message), group in groups.items():
        slots = ", ".join(finding["slot"] for finding in group if finding["slot"])
        mends = {finding["mend"] for finding in group}
        parts = [f"{severity_words(severity, language)}{message}", f"({slots})" if slots else "", mends.pop() if len(mends) == 1 else ""]
        lines.append(" ".join(part for part in parts if part))
    return lines
