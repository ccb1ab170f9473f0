"""`visualgen formats`: what each network and ad slot accepts, with the page and the day it was read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualgen.cli.options import JsonOption

if TYPE_CHECKING:
    from visualgen.formats import ChannelLimits, Limit, Placement

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_formats(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/formats.md.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List every placement and every network's limits."""
    from visualgen.formats import all_limits, placements
    from visualgen.formats.page import accepted, formats_page, weight_text

    if markdown:
        typer.echo(formats_page(), nl=False)
        return
    if as_json:
        facts = {"placements": [_placement(entry) for entry in placements()], "limits": [_limits(entry) for entry in all_limits()]}
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for entry in placements():
        size = f"{entry.width_px} × {entry.height_px}"
        typer.echo(f"{entry.id:<22} {size:>12}  {weight_text(entry.max_bytes):>8}  {accepted(entry)}")
    typer.echo("")
    for limits in all_limits():
        parts = ", ".join(
            f"{limit.field} {limit.most:,} {limit.unit if limit.unit != limit.field else ''}".rstrip() for limit in limits.limits
        )
        typer.echo(f"{limits.network:<16} {parts}")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A placement (instagram.story) or a network (instagram).")],
    as_json: JsonOption = False,
) -> None:
    """Show one placement or one network, with the page and the day each fact was read."""
    from visualgen.formats import channel_limits, placement, placements
    from visualgen.formats.page import accepted, range_text, weight_text

    limits: ChannelLimits | None = None
    if "." in name:
        found: tuple[Placement, ...] = (placement(name),)
    else:
        limits = channel_limits(name)
        found = tuple(entry for entry in placements() if entry.network == limits.network)
    if as_json:
        facts = {"placements": [_placement(entry) for entry in found], "limits": [_limits(limits)] if limits else []}
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for entry in found:
        safe = ", ".join(f"{part * 100:.1f} %".replace(".0 ", " ") for part in entry.safe)
        typer.echo(f"{entry.id}  {entry.title}  {entry.width_px} × {entry.height_px} px, {weight_text(entry.max_bytes)}, {accepted(entry)}")
        typer.echo(f"  safe zone (top, right, bottom, left): {safe}; smallest text {entry.min_text_px:g} px")
        typer.echo(f"  {_origin(entry)}{f'; {entry.note}' if entry.note else ''}")
    for limit in limits.limits if limits else ():
        typer.echo(f"{limit.field}: {range_text(limit)} {limit.unit}{f' ({limit.note})' if limit.note else ''}")
        typer.echo(f"  {_origin(limit)}")
    if not found and not (limits and limits.limits):
        typer.echo(f"{name}: no limit is known")


def _origin(entry: Placement | Limit) -> str:
    return f"{entry.confidence}, read {entry.read.isoformat()}: {entry.source}"


def _placement(entry: Placement) -> dict[str, Any]:
    return {
        "id": entry.id,
        "network": entry.network,
        "title": entry.title,
        "width_px": entry.width_px,
        "height_px": entry.height_px,
        "safe": list(entry.safe),
        "min_text_px": entry.min_text_px,
        "types": list(entry.types),
        "max_bytes": entry.max_bytes,
        "ratio": entry.ratio,
        "accepted_width_px": entry.accepted_width_px,
        "max_pixels": entry.max_pixels,
        "caption": entry.caption,
        **_dated(entry),
    }


def _limits(limits: ChannelLimits) -> dict[str, Any]:
    return {
        "channel": limits.channel,
        "network": limits.network,
        "limits": [
            {"field": limit.field, "least": limit.least, "most": limit.most, "unit": limit.unit, **_dated(limit)} for limit in limits.limits
        ],
    }


def _dated(entry: Placement | Limit) -> dict[str, Any]:
    return {"source": entry.source, "read": entry.read.isoformat(), "confidence": entry.confidence, "note": entry.note}
