"""Where the photo that a slot names is found: a file part, a `data:` URI, an asset, a public address. Nothing else is ever opened."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from anyio import from_thread

from api.renders.reading import Upload
from api.service import Service
from visualgen.assets import service as assets
from visualgen.assets.model import AssetKind
from visualgen.errors import ContentError, LimitExceeded
from visualgen.motion.media.given import Part, is_video, split_part, video_part
from visualgen.outbound.fetch import Fetched, fetch
from visualgen.render.content import parse_focus, picture_value
from visualgen.render.products import PictureValue
from visualgen.renders import order as orders
from visualgen.settings import Limits

DATA_URI = re.compile(r"data:[^,;]*(?:;[^,;]+)*;base64,", re.ASCII)
MAX_FETCHES = 10
FETCH_SECONDS = 10.0
FETCHED_KEPT_S = 300.0


@dataclass(slots=True)
class SlotPictures:
    """Opens the photos of one order, in a thread of anyio's. `brand_id` is whose assets may be named.

    With a `folder`, assets and file parts may be videos too (a part of one: `#t=2.5,8`): their files are put there, for as long as
    the order is being written down.
    """

    service: Service
    uploads: Mapping[str, Upload]
    brand_id: str
    folder: Path | None = None
    fetches: int = field(default=0, init=False)

    def __call__(self, source: str) -> PictureValue:
        """Return the photo. Raises `ContentError`, `FetchError` or `LimitExceeded`."""
        limits = self.service.settings.limits
        if source.startswith("part:"):
            return self._part(source.removeprefix("part:"), limits)
        if source.startswith(assets.PREFIX):
            return self._asset(source, limits)
        if source.startswith(("https://", "http://")):
            return self._fetched(source, limits)
        match = DATA_URI.match(source)
        if match is None:
            raise ContentError(
                "a photo is neither a file part, nor an asset, nor an address, nor a base64 data: URI",
                mend="send it as a multipart part named like its slot, or give asset:ID or https://…",
            ).french(
                "une photo n’est ni un fichier joint, ni un média (asset:ID), ni une adresse, ni une URI data: en base64",
                "envoyez-la dans une partie multipart nommée comme sa zone, ou donnez asset:ID ou https://…",
            )
        try:
            data = base64.b64decode(source[match.end() :], validate=True)
        except ValueError as error:
            raise ContentError(f"the data: URI is not base64 ({error})", mend="encode the photo's bytes as base64").french(
                "l’URI data: n’est pas en base64", "encodez les octets de la photo en base64"
            ) from None
        return picture_value(data, "data:", limits)

    def _asset(self, source: str, limits: Limits) -> PictureValue:
        name, part = split_part(source)
        service, folder = self.service, self.folder
        asset = assets.named(service.database, self.brand_id, name)
        if folder is None or asset.kind != AssetKind.FOOTAGE:
            _whole(part, asset.name)
            return assets.open_picture(service.database, service.blobs, self.brand_id, name, limits)
        path = orders.written_out(asset.blob, asset.name, service.blobs, folder)
        return replace(self._video(path, part, limits), focus=parse_focus(asset.focus, "focus"))

    def _part(self, source: str, limits: Limits) -> PictureValue:
        name, part = split_part(source)
        upload = self.uploads.get(name)
        if upload is None:
            raise ContentError(f"there is no file part {name!r}", mend="send the photo as a multipart part of that name").french(
                f"il n’y a pas de fichier « {name} »", "envoyez la photo dans une partie multipart de ce nom"
            )
        if self.folder is None or not is_video(upload.data[:16]):
            _whole(part, upload.name)
            return picture_value(upload.data, upload.name, limits)
        path = self.folder / f"part-{len(list(self.folder.iterdir()))}{Path(upload.name).suffix[:10]}"
        path.write_bytes(upload.data)
        return self._video(path, part, limits)

    def _video(self, path: Path, part: Part, limits: Limits) -> PictureValue:
        found: PictureValue = self.service.desk.pool.submit(video_part, path, part, limits, timeout_s=limits.render_seconds).result()
        return found

    def _fetched(self, url: str, limits: Limits) -> PictureValue:
        """Fetch a picture, or take it from the last five minutes; the event loop does the waiting."""
        kept: tuple[float, Fetched] | None = self.service.fetched.get(url)
        if kept is None or kept[0] < time.monotonic():
            self.fetches += 1
            if self.fetches > MAX_FETCHES:
                raise LimitExceeded(f"more than {MAX_FETCHES} addresses are to be fetched", mend="keep the photos as assets").french(
                    f"plus de {MAX_FETCHES} adresses sont à aller chercher", "gardez les photos comme médias de la marque (assets)"
                )
            call = partial(
                fetch,
                url,
                max_bytes=limits.photo_bytes,
                media_types=("image/",),
                seconds=FETCH_SECONDS,
                transport=self.service.transport,
            )
            kept = (time.monotonic() + FETCHED_KEPT_S, from_thread.run(call))
            self.service.fetched.put(url, kept, len(kept[1].data) + 500)
        return picture_value(kept[1].data, kept[1].name, limits)


def _whole(part: Part, name: str) -> None:
    if part is not None:
        raise ContentError(
            "only a video in a clip has parts", mend="leave #t=… away, or ask for a clip and give a video", file=name
        ).french("seule une vidéo, dans un clip, a des parties", "retirez #t=…, ou demandez un clip et donnez une vidéo")
