"""Which kits a caller may use: their brands'. Of the others they learn nothing, not even that they are there."""

from __future__ import annotations

import difflib

from visualgen.accounts.caller import Caller
from visualgen.errors import UnknownName


def require_kit(caller: Caller, name: str) -> None:
    """Raise `UnknownName` unless the kit of that name, which lies in a folder, is of a brand of the caller's."""
    if name.partition(":")[0] not in caller.folder_kits:
        near = difflib.get_close_matches(name, caller.folder_kits, 1)
        mend = f"did you mean {near[0]!r}?" if near else "known: " + (", ".join(sorted(caller.folder_kits)) or "none")
        raise UnknownName(f"there is no kit {name!r}", mend=mend, kit=name)
