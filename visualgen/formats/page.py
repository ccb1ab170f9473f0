"""The page docs/formats.md, made from the data files: every placement and every limit with its page, its date and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualgen.formats.catalogue import Placement, placements
from visualgen.formats.limits import ChannelLimits, Limit, all_limits

_HEAD = """# Formats

What each network accepts, as visualgen knows it: the data behind `visualgen formats` and the [preflight](preflight.md), kept in dated files
(`visualgen/formats/*.toml`), one a network. This page is made from them (`visualgen formats list --markdown`).

Ce que chaque réseau accepte : les données de `visualgen formats` et du [contrôle avant publication](preflight.md). Chaque ligne a sa
source et sa date ; quand un réseau change ses règles, une ligne change.

`V`: read on the network's own pages; `3P`: told by third parties; `U`: unverified. Where the network tells its own limit at run time,
that one holds.

How lengths are counted: `graphemes`, what a reader takes for a character; `utf16`, UTF-16 code units (most emoji are two or more);
`characters`, code points; `bytes`, UTF-8 bytes; `x`, X's weights (a link 23, an emoji or a CJK character 2); `threads`, an emoji as many
as its UTF-8 bytes; `mastodon`, graphemes with a link as 23 and a mention without its server.
"""


def formats_page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    limits = {entry.network: entry for entry in all_limits()}
    networks: dict[str, list[Placement]] = {}
    for entry in placements():
        networks.setdefault(entry.network, []).append(entry)
    for network in sorted({*networks, *limits}, key=str.lower):
        yield f"## {network}"
        yield ""
        yield from _placement_table(networks.get(network, ()))
        yield from _limit_table(limits.get(network))


def _placement_table(entries: Iterable[Placement]) -> Iterator[str]:
    entries = tuple(entries)
    if not entries:
        return
    yield "| placement | size | safe zone (top, right, bottom, left) | accepted | weight | source |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for entry in entries:
        safe = ", ".join(f"{part * 100:g} %" for part in (round(side, 4) for side in entry.safe)) if any(entry.safe) else "—"
        cells = (
            f"`{entry.id}`",
            f"{entry.width_px} × {entry.height_px}",
            safe,
            accepted(entry),
            weight_text(entry.max_bytes),
            _source(entry),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _limit_table(limits: ChannelLimits | None) -> Iterator[str]:
    if limits is None:
        return
    yield "| field | at most | counted in | note | source |"
    yield "| --- | ---: | --- | --- | --- |"
    for limit in limits.limits:
        yield f"| {limit.field} | {range_text(limit)} | {limit.unit} | {limit.note or '—'} | {_source(limit)} |"
    yield ""


def range_text(limit: Limit) -> str:
    """Return a limit's range: "2,200", or "1-10" where there is a least."""
    return f"{limit.least}-{limit.most:,}" if limit.least else f"{limit.most:,}"


def accepted(entry: Placement) -> str:
    """Return the file types, ratios and sizes that a placement accepts, as one line."""
    parts = [", ".join(kind.upper() for kind in entry.types) or "any type"]
    if entry.ratio:
        parts.append(f"ratio {entry.ratio[0]:g} to {entry.ratio[1]:g}")
    if entry.accepted_width_px:
        parts.append(f"{entry.accepted_width_px[0]}-{entry.accepted_width_px[1]} px wide")
    if entry.max_pixels:
        parts.append(f"up to {entry.max_pixels / 1e6:.1f} Mpx")
    if not entry.caption:
        parts.append("no caption is shown")
    return "; ".join(parts)


def weight_text(weight_bytes: int | None) -> str:
    """Return a weight in kB or MB (thousands), "—" where none is known."""
    if weight_bytes is None:
        return "—"
    return f"{weight_bytes / 1e6:g} MB" if weight_bytes >= 1_000_000 else f"{weight_bytes / 1e3:g} kB"


def _source(entry: Placement | Limit) -> str:
    note = f"; {entry.note}" if isinstance(entry, Placement) and entry.note else ""
    return f"[{entry.confidence}, {entry.read.isoformat()}]({entry.source}){note}"
