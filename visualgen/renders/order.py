"""An order: one still as JSON, its photos as blobs, so that any machine can draw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visualgen.errors import BlobLost, PictureError
from visualgen.render.products import Output, PictureValue, StillJob, Target
from visualgen.renders.library import Holdings
from visualgen.store.blobs import Blobs

_PICTURE = "$picture"


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


def read(order: Mapping[str, Any], brand_id: str | None, library: Holdings, blobs: Blobs) -> StillJob:
    """Return the job of an order. Raises `UnknownName` for a template or kit that is gone, `PictureError` for a lost photo."""
    target, output = order["target"], order["output"]
    width, height = target["size"]
    return StillJob(
        template=library.template(order["template"], brand_id),
        kit=library.kit(order["kit"], brand_id),
        target=Target((width, height), target["ratio"], target["placement"]),
        content={name: _thawed(value, blobs) for name, value in order["content"].items()},
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
            return [str(value[_PICTURE])]
        return [blob for item in value.values() for blob in _blobs_in(item)]
    return [blob for item in value for blob in _blobs_in(item)] if isinstance(value, list) else []


def _frozen(value: Any, blobs: Blobs) -> Any:
    if isinstance(value, PictureValue):
        focus = value.focus if isinstance(value.focus, str) else list(value.focus)
        return {_PICTURE: blobs.put(value.data, "application/octet-stream"), "name": value.name, "focus": focus}
    if isinstance(value, Mapping):
        return {str(key): _frozen(item, blobs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_frozen(item, blobs) for item in value]
    return value


def _thawed(value: Any, blobs: Blobs) -> Any:
    if isinstance(value, Mapping):
        if _PICTURE in value:
            return _picture(value, blobs)
        return {key: _thawed(item, blobs) for key, item in value.items()}
    return [_thawed(item, blobs) for item in value] if isinstance(value, list) else value


def _picture(value: Mapping[str, Any], blobs: Blobs) -> PictureValue:
    digest, focus = value[_PICTURE], value["focus"]
    try:
        data = blobs.get(digest)
    except BlobLost as lost:
        raise PictureError("the photo is no longer kept", mend="send it again", file=value["name"]) from lost
    return PictureValue(data, digest, value["name"], "auto" if focus == "auto" else (focus[0], focus[1]))
