"""“Something changed”: told when a unit of work is committed, in this process by a call, between processes by LISTEN/NOTIFY."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

Listener = Callable[[str], None]


class Signals:
    """Who listens in this process, by topic. A signal may be lost or doubled: listeners look at the rows."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {}
        self._lock = threading.Lock()

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener(payload)` at every signal of `topic`, in the thread that committed; return the call that ends it."""
        with self._lock:
            self._listeners.setdefault(topic, []).append(listener)

        def end() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._listeners[topic].remove(listener)

        return end

    def tell(self, topic: str, payload: str) -> None:
        """Call the listeners of `topic`."""
        with self._lock:
            listeners = tuple(self._listeners.get(topic, ()))
        for listener in listeners:
            listener(payload)


def signal(session: Session, topic: str, payload: str = "") -> None:
    """Tell listeners of `topic` once the session's unit of work is committed; nothing is told where it is rolled back.

    On PostgreSQL also every process that does `LISTEN visualgen_<topic>`.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(f"visualgen_{topic}", payload)))
    signals: Signals | None = session.info.get("signals")
    if signals is None:
        return
    waiting: list[tuple[str, str]] = session.info.setdefault("waiting_signals", [])
    if not waiting:
        event.listen(session, "after_commit", _tell_all, once=True)
    waiting.append((topic, payload))


def _tell_all(session: Session) -> None:
    for topic, payload in dict.fromkeys(session.info.pop("waiting_signals", [])):
        session.info["signals"].tell(topic, payload)
