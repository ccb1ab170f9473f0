"""Whether this machine's FFmpeg libraries can write clips."""

from __future__ import annotations

import av
from av.codec import Codec

from visualgen.errors import PartMissing

NEEDED = ("libx264", "aac", "gif", "libwebp_anim")


def encoders() -> str:
    """Return the versions of what writes clips. Raises `PartMissing` naming the encoders that are not there."""
    missing = []
    for name in NEEDED:
        try:
            Codec(name, "w")
        except av.codec.codec.UnknownCodecError:
            missing.append(name)
    if missing:
        raise PartMissing(f"FFmpeg lacks {', '.join(missing)}", mend="install PyAV from its own wheel: pip install --force-reinstall av")
    return f"PyAV {av.__version__}, {', '.join(NEEDED)}"
