"""Files of the output folder: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from visualgen.errors import OutputError

_PART = ".part"


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` through a hidden file beside it, so that no one ever sees a half file. Raises `OutputError`."""
    part = path.with_name(f".{path.name}.{os.getpid()}{_PART}")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"it cannot be written ({error.strerror or error})",
            mend="choose another folder",
            file=path,
        ).french(f"l’écriture est impossible ({error.strerror or error})", "choisissez un autre dossier") from None
    finally:
        part.unlink(missing_ok=True)


def open_folder(folder: Path) -> None:
    """Make the output folder and remove what a killed run may have left behind. Raises `OutputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
    except OSError as error:
        raise OutputError(
            f"the folder cannot be used ({error.strerror or error})",
            mend="choose another folder",
            file=folder,
        ).french(f"ce dossier ne peut pas servir ({error.strerror or error})", "choisissez un autre dossier") from None


def sweep(folder: Path) -> None:
    """Remove what writers that were killed have left behind."""
    for part in folder.glob(f".*{_PART}"):
        part.unlink(missing_ok=True)
