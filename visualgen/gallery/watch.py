"""Following a template while it is drawn: its files are polled, and what the page asks for is rendered by the pool."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from visualgen.batch.pool import RenderPool
from visualgen.brand.reading import kit_path, kit_paths
from visualgen.errors import UnknownName, VisualgenError
from visualgen.formats import RATIOS, placements
from visualgen.gallery.cases import CASES
from visualgen.gallery.watch_motion import moment
from visualgen.gallery.watch_view import Look, View, told, view
from visualgen.settings import Settings
from visualgen.template.reading import template_paths

POLL_SECONDS = 0.04
SETTLE_SECONDS = 0.12
"""How long after a save an error may come from a file that is still being written."""
WATCHED_FILES = 400
WORDS = ("", *dict.fromkeys(case.words for case in CASES if case.words != "normal"))
PHOTOS = ("", *dict.fromkeys(case.photo for case in CASES if case.photo))
KEPT = 96
"""Pictures and drawings kept to be fetched."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The watched files at one moment: `state` names it, `saved_ns` is when the youngest was saved, `changed` are names that differ
    from the moment before."""

    state: str
    saved_ns: int
    files: dict[Path, tuple[int, int]]
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Watch:
    """One template under watch. `kits` maps kits and variants to their folders and files; the first is shown first."""

    template: Path
    kits: dict[str, Path]
    settings: Settings
    pool: RenderPool
    snapshot: Snapshot = field(init=False)
    version: int = 0
    _news: threading.Condition = field(default_factory=threading.Condition)
    _kept: OrderedDict[str, tuple[bytes, str]] = field(default_factory=OrderedDict)
    _files: dict[str, Path] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.snapshot = _snapshot(self._watched())

    def follow(self) -> None:
        """Poll the files until `end`; every change wakes those who wait in `news`."""
        while not self._ended.wait(POLL_SECONDS):
            self._look()

    def end(self) -> None:
        """End `follow` and all `news`."""
        self._ended.set()
        with self._news:
            self._news.notify_all()

    def news(self, known: int, patience_s: float) -> int | None:
        """Return the version once it is past `known`; `known` itself when `patience_s` have gone by; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self.version > known or self._ended.is_set(), patience_s)
            return None if self._ended.is_set() else self.version

    def choices(self) -> dict[str, Any]:
        """Return what the page can be switched to."""
        sizes = [*RATIOS, *(place.id for place in placements())]
        return {"kits": list(self.kits), "words": list(WORDS), "photos": list(PHOTOS), "sizes": sizes, "template": self.template.name}

    def show(self, kit: str, ratio: str, page: int, words: str, photo: str, *, small: bool = False) -> dict[str, Any]:
        """Return the facts of a view for the page, with the addresses of its picture and drawing.

        Raises `UnknownName` for a kit, words or photo that cannot be chosen.
        """
        if kit not in self.kits or words not in WORDS or photo not in PHOTOS:
            raise UnknownName("there is no such choice", mend=f"kits: {', '.join(self.kits)}; words: {', '.join(WORDS)}")
        snapshot, version = self.snapshot, self.version
        look = Look(str(self.template), str(self.kits[kit]), ratio, page, words, photo, snapshot.state, small)
        answer = self._render(look)
        while "error" in answer.facts and (wait := snapshot.saved_ns / 1e9 + SETTLE_SECONDS - time.time()) > 0:
            time.sleep(min(wait, POLL_SECONDS))
            if self._look() or self.snapshot is not snapshot:
                snapshot, version = self.snapshot, self.version
                answer = self._render(replace(look, state=snapshot.state))
        return {**self._addresses(answer), **answer.facts, "version": version, "saved": snapshot.saved_ns / 1e6, "kit": kit}

    def moment(self, kit: str, ratio: str, page: int, words: str, photo: str, time_s: float) -> View:
        """Return our frame of a moment of the scene in view. Raises `UnknownName` as `show` does."""
        if kit not in self.kits or words not in WORDS or photo not in PHOTOS:
            raise UnknownName("there is no such choice", mend=f"kits: {', '.join(self.kits)}; words: {', '.join(WORDS)}")
        look = Look(str(self.template), str(self.kits[kit]), ratio, page, words, photo, self.snapshot.state)
        try:
            return self.pool.submit(moment, look, time_s, self.settings, timeout_s=self.settings.limits.render_seconds, lane=0).result()
        except VisualgenError as error:
            return View({"error": told(error, look.template)})

    def kept(self, name: str) -> tuple[bytes, str] | None:
        """Return a picture or drawing that was shown, with its media type; None when it is no longer there."""
        with self._lock:
            return self._kept.get(name)

    def file(self, name: str) -> Path | None:
        """Return the font or picture file that a drawing asks for."""
        return self._files.get(name)

    def _render(self, look: Look) -> View:
        seconds = self.settings.limits.render_seconds
        lane = 1 if look.small and self.pool.workers > 1 else 0  # the picture in view never waits for the small ones
        try:
            return self.pool.submit(view, look, self.settings, timeout_s=seconds, lane=lane).result()
        except VisualgenError as error:
            return View({"error": told(error, look.template)})

    def _addresses(self, answer: View) -> dict[str, str]:
        found: dict[str, str] = {}
        if answer.picture:
            found["picture"] = f"/picture/{self._keep(answer.picture, 'image/jpeg')}"
        if answer.drawing is not None:
            self._files.update({**answer.drawing.fonts, **answer.drawing.pictures})
            found["drawing"] = f"/drawing/{self._keep(answer.drawing.svg, 'image/svg+xml')}"
            found["drawing_size"] = list(answer.drawing.size)  # type: ignore[assignment]
        return found

    def _keep(self, data: bytes, media_type: str) -> str:
        name = hashlib.sha256(data).hexdigest()[:24]
        with self._lock:
            self._kept[name] = (data, media_type)
            self._kept.move_to_end(name)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return name

    def _look(self) -> bool:
        """Look at the files; return whether something was saved."""
        with self._lock:
            before = self.snapshot
            now = _snapshot(self._watched(), before)
            if now.state == before.state:
                return False
            self.snapshot = now
        with self._news:
            self.version += 1
            self._news.notify_all()
        return True

    def _watched(self) -> Iterator[Path]:
        """Yield the files whose saving counts: the template's, and those of the kits."""
        yield from _files(self.template)
        for folder in {path if path.is_dir() else path.parent for path in self.kits.values()}:
            yield from _files(folder)


def open_watch(template: str, kits: Iterable[str], settings: Settings, pool: RenderPool) -> Watch:
    """Return a watch on a template (a name or a path), to be seen under `kits` first; without any, under every kit there is.

    Raises `UnknownName`. The template need not be readable: the page shows what is wrong with it.
    """
    path = template_paths(settings).get(template) or Path(template).expanduser()
    if not path.exists():
        from visualgen.template.reading import load_template

        load_template(template, settings)  # raises, with the nearest name
    found = dict(kit_path(kit, settings) for kit in kits)
    found |= {name: folder for name, folder in sorted(kit_paths(settings).items()) if name not in found}
    if not found:
        raise UnknownName("there is no brand kit", mend="name one with --kit")
    return Watch(path, found, settings, pool)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    count = 0
    for found in path.rglob("*"):
        if not any(part.startswith(".") for part in found.relative_to(path).parts):
            yield found
            count += 1
            if count >= WATCHED_FILES:
                return


def _snapshot(paths: Iterable[Path], before: Snapshot | None = None) -> Snapshot:
    files: dict[Path, tuple[int, int]] = {}
    for path in paths:
        try:
            facts = path.stat()
        except OSError:
            continue  # gone between listing and looking: the next look sees it
        files[path] = (facts.st_mtime_ns, facts.st_size)
    state = hashlib.sha256(repr(sorted(files.items())).encode("utf-8", "surrogateescape")).hexdigest()
    old = before.files if before else {}
    changed = [path for path in {**old, **files} if old.get(path) != files.get(path)] if before else []
    times = [files[path][0] for path in changed if path in files and path.suffix]
    saved = max(times, default=time.time_ns() if before else max((stamp for stamp, _ in files.values()), default=0))
    return Snapshot(state, saved, files, tuple(path.name for path in changed))
