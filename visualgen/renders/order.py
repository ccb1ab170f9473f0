"""An order: one still as JSON, its photos as blobs, so that any machine can draw it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from visualgen.errors import BlobLost, PictureError
from visualgen.motion.products import FootageValue
from visualgen.render.content import Focus
from visualgen.render.products import Output, PictureValue, StillJob, Target
from visualgen.renders.library import Holdings
from visualgen.store.blobs import Blobs

_PICTURE = "$picture"
_FOOTAGE = "$footage"
_CUT = ("start_s", "end_s", "loop", "sound", "hdr")
"""What is said of a video: which part of it is played, and how."""


def written(job: StillJob, template: str, kit: str, blobs: Blobs) -> dict[str, Any]:
    """Return `job` as JSON data; `template` and `kit` are the names by which it asked for them. Its photos are stored.

    The photos are kept for `blobs.GRACE` and for as long as a row refers to them: whoever writes the order down for longer
    refers to `pictures_of(order)` from rows of its own.
    """
    return {
        "template": template,
        "kit": kit,
        "target": {"size": list(job.target.size_px), "ratio": job.target.ratio, "placement": job.target.placement},
        "content": {name: _frozen(value, blobs) for name, value in job.content.items()},
        "page": job.page,
        "sample": job.sample,
        "draft": job.draft,
        "output": {"type": job.output.type, "quality": job.output.quality, "max_bytes": job.output.max_bytes},
    }


def read(order: Mapping[str, Any], brand_id: str | None, library: Holdings, blobs: Blobs, folder: Path | None = None) -> StillJob:
    """Return the job of an order. Its videos are written into `folder`; without one they show their poster only.

    Raises `UnknownName` for a template or kit that is gone, `PictureError` for a lost photo.
    """
    target, output = order["target"], order["output"]
    width, height = target["size"]
    return StillJob(
        template=library.template(order["template"], brand_id),
        kit=library.kit(order["kit"], brand_id),
        target=Target((width, height), target["ratio"], target["placement"]),
        content={name: _thawed(value, blobs, folder) for name, value in order["content"].items()},
        page=order["page"],
        sample=order["sample"],
        draft=order["draft"],
        output=Output(output["type"], output["quality"], output["max_bytes"]),
    )


def pictures_of(order: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the blobs of the photos an order needs."""
    return tuple(dict.fromkeys(_blobs_in(order["content"])))


def _blobs_in(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        if _PICTURE in value:
            return [str(value[kind]) for kind in (_PICTURE, _FOOTAGE) if kind in value]
        return [blob for item in value.values() for blob in _blobs_in(item)]
    return [blob for item in value for blob in _blobs_in(item)] if isinstance(value, list) else []


def _frozen(value: Any, blobs: Blobs) -> Any:
    if isinstance(value, PictureValue):
        focus = value.focus if isinstance(value.focus, str) else list(value.focus)
        facts = {_PICTURE: blobs.put(value.data, "application/octet-stream"), "name": value.name, "focus": focus}
        if isinstance(value, FootageValue):
            facts |= {_FOOTAGE: blobs.put_file(value.path, "application/octet-stream"), "digest": value.digest}
            facts |= {name: getattr(value, name) for name in _CUT}
        return facts
    if isinstance(value, Mapping):
        return {str(key): _frozen(item, blobs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_frozen(item, blobs) for item in value]
    return value


def _thawed(value: Any, blobs: Blobs, folder: Path | None) -> Any:
    if isinstance(value, Mapping):
        if _PICTURE in value:
            return _picture(value, blobs, folder)
        return {key: _thawed(item, blobs, folder) for key, item in value.items()}
    return [_thawed(item, blobs, folder) for item in value] if isinstance(value, list) else value


def _picture(value: Mapping[str, Any], blobs: Blobs, folder: Path | None) -> PictureValue:
    name: str = value["name"]
    focus: Focus = "auto" if value["focus"] == "auto" else (value["focus"][0], value["focus"][1])
    try:
        data = blobs.get(value[_PICTURE])
        if _FOOTAGE not in value:
            return PictureValue(data, value[_PICTURE], name, focus)
        path = written_out(value[_FOOTAGE], name, blobs, folder) if folder else Path()
    except BlobLost as lost:
        raise PictureError("the photo is no longer kept", mend="send it again", file=name) from lost
    return FootageValue(data, value["digest"], name, focus, path, **{word: value[word] for word in _CUT})


def written_out(blob: str, name: str, blobs: Blobs, folder: Path) -> Path:
    """Return a file in `folder` with the blob's bytes; its suffix is that of `name`. Raises `BlobLost`."""
    path = folder / f"{blob}{Path(name).suffix[:10]}"
    if not path.exists():
        with path.open("wb") as file:
            for piece in blobs.stream(blob):
                file.write(piece)
    return path
