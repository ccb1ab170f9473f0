"""What each network and ad slot accepts, as dated data with sources; no judgement (that is preflight's)."""

from visualgen.formats.catalogue import (
    RATIOS,
    ClipLimits,
    Placement,
    Ratio,
    min_text_px,
    placement,
    placements,
    safe_box,
    safe_zone,
)

__all__ = ["RATIOS", "ClipLimits", "Placement", "Ratio", "min_text_px", "placement", "placements", "safe_box", "safe_zone"]
