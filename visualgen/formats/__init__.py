"""What each network and ad slot accepts, as dated data with sources; no judgement (that is preflight's)."""

from visualgen.formats.catalogue import (
    RATIOS,
    ClipLimits,
    Placement,
    Ratio,
    min_text_px,
    near_placement,
    phone_scale,
    placement,
    placements,
    safe_box,
    safe_zone,
)
from visualgen.formats.limits import ChannelLimits, Limit, all_limits, channel_limits, network_of, placement_for

__all__ = [
    "RATIOS",
    "ChannelLimits",
    "ClipLimits",
    "Limit",
    "Placement",
    "Ratio",
    "all_limits",
    "channel_limits",
    "min_text_px",
    "near_placement",
    "network_of",
    "phone_scale",
    "placement",
    "placement_for",
    "placements",
    "safe_box",
    "safe_zone",
]  # fmt: skip
