"""Blobs in an S3 bucket, through obstore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from visualgen.errors import StoreUnreachable
from visualgen.settings import S3Access

if TYPE_CHECKING:
    from obstore import GetOptions, GetResult

TIMEOUT = "30s"
CHUNK_BYTES = 1 << 20


class BlobBucket:
    """A bucket, or the part of it below a prefix. An object is there whole or not at all: S3 sees to it."""

    def __init__(self, bucket: str, prefix: str, access: S3Access) -> None:
        config: dict[str, Any] = {
            "endpoint": access.endpoint,
            "region": access.region or ("us-east-1" if access.endpoint else None),
            "access_key_id": access.access_key_id,
            "secret_access_key": access.secret_access_key,
            "session_token": access.session_token,
        }
        plain = bool(access.endpoint and access.endpoint.startswith("http://"))
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            config={name: value for name, value in config.items() if value is not None},  # type: ignore[arg-type]
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},
            client_options={"allow_http": plain, "timeout": TIMEOUT, "connect_timeout": "5s"},
        )

    def write(self, name: str, source: BinaryIO) -> None:
        """Store what `source` holds under `name`, in place of what was there; large ones go in parts."""
        with _told():
            try:
                obstore.put(self._store, _path(name), source)
            except FileNotFoundError:
                raise StoreUnreachable("there is no such bucket", mend="make it, or correct VISUALGEN_BLOBS_URL") from None

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end`. Raises `FileNotFoundError` at once where there is no such blob."""
        if end is not None and end <= start:
            return iter(())
        with _told():
            found = obstore.get(self._store, _path(name), options=_options(start, end))
        return _pieces(found)

    def size(self, name: str) -> int | None:
        """Return the blob's size in bytes, None where it is not there."""
        try:
            with _told():
                return int(obstore.head(self._store, _path(name))["size"])
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Remove a blob; one that is not there is no error."""
        with _told():
            obstore.delete(self._store, _path(name))

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield every blob's name and the time it was written."""
        with _told():
            for page in obstore.list(self._store):
                for facts in page:
                    name = facts["path"].replace("/", "")
                    if len(name) == 64:
                        yield name, facts["last_modified"]

    def ready(self) -> bool:
        """Return whether the bucket answers (for `/readyz`)."""
        try:
            with _told():
                next(iter(obstore.list(self._store, chunk_size=1)), None)
        except (StoreUnreachable, FileNotFoundError):
            return False
        return True


@contextmanager
def _told() -> Iterator[None]:
    """Turn what obstore says of a store that does not answer, or refuses us, into `StoreUnreachable`."""
    try:
        yield
    except BaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise StoreUnreachable(f"the store of blobs does not answer ({reason})", mend="look at VISUALGEN_BLOBS_URL and AWS_*") from error


def _options(start: int, end: int | None) -> GetOptions:
    if end is not None:
        return {"range": (start, end)}
    return {"range": {"offset": start}} if start else {}


def _pieces(found: GetResult) -> Iterator[bytes]:
    with _told():
        for piece in found.stream(min_chunk_size=CHUNK_BYTES):
            yield bytes(piece)


def _path(name: str) -> str:
    return f"{name[:2]}/{name[2:]}"
