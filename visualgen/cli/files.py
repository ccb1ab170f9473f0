"""Files a command writes: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from visualgen.errors import OutputError


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` through a file beside it, so that no one ever sees a half file; folders are made.

    Raises `OutputError` where that cannot be done.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"it cannot be written ({error.strerror or error})", mend="choose another place", file=path) from None
