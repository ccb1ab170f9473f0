"""What has been computed and may be needed again, kept by content key up to a weight in bytes; the least used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any


class Cache:
    """A map of at most `max_bytes`, safe to share between threads.

    A key says everything that the value depends on, so a hit and a fresh computation give the same picture.
    Values are shared: whoever gets one must not change it.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._weight_bytes = 0
        self._lock = Lock()

    @property
    def weight_bytes(self) -> int:
        """The weight of all that is kept now."""
        return self._weight_bytes

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Any | None:
        """Return the value kept under `key` and mark it as used, or None."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
            return kept[0]

    def put(self, key: Hashable, value: Any, weight_bytes: int) -> None:
        """Keep `value`; a value heavier than the whole cache is not kept."""
        with self._lock:
            old = self._kept.pop(key, None)
            if old is not None:
                self._weight_bytes -= old[1]
            if weight_bytes > self.max_bytes:
                return
            self._kept[key] = (value, weight_bytes)
            self._weight_bytes += weight_bytes
            while self._weight_bytes > self.max_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self._weight_bytes -= freed

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._weight_bytes = 0
