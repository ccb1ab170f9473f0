"""Templates and kits by name, read once and read again when a file of theirs changes; a caller's name never becomes a path."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar

from visualgen.brand.model import BrandKit
from visualgen.brand.reading import kit_paths, load_kit
from visualgen.errors import UnknownName, VisualgenError
from visualgen.settings import Settings
from visualgen.template.model import Template
from visualgen.template.reading import load_template, template_paths

T = TypeVar("T")
MAX_KEPT = 500
"""How many things are kept read, of a kind; every version of an upload is one."""
State = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Shelf(Generic[T]):
    """One kind of thing. `paths` lists what there is by name, unread; `load` reads one. Safe to share between threads.

    `watched` is the file or folder whose change makes a thing be read again, by its path.
    """

    kind: str
    paths: Callable[[], Mapping[str, Path]]
    load: Callable[[Path], T]
    watched: Callable[[Path], Path] = lambda path: path
    _kept: dict[Path, tuple[State, T]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, name: str) -> T:
        """Return the thing of that name. Raises `UnknownName`, and what reading it raises."""
        paths = self.paths()
        if name not in paths:
            near = difflib.get_close_matches(name, paths, 1)
            known = ", ".join(paths) or "none"
            mend = f"did you mean {near[0]!r}?" if near else f"known: {known}"
            raise UnknownName(f"there is no {self.kind} {name!r}", mend=mend, **{self.kind: name}).french(
                f"il n’y a pas de {'kit' if self.kind == 'kit' else 'modèle'} « {name} »",
                f"vouliez-vous dire « {near[0]} » ?" if near else f"connus : {known}",
            )
        return self.read(paths[name])

    def all(self) -> tuple[list[T], dict[str, VisualgenError]]:
        """Return everything that can be read, by name, and the errors of what cannot."""
        read: list[T] = []
        broken: dict[str, VisualgenError] = {}
        for name, path in sorted(self.paths().items()):
            try:
                read.append(self.read(path))
            except VisualgenError as error:
                broken[name] = error
        return read, broken

    def read(self, path: Path) -> T:
        """Return the thing at a path of ours, a folder or a file. Raises what reading it raises."""
        state = _state(self.watched(path))
        with self._lock:
            kept = self._kept.get(path)
        if kept is not None and kept[0] == state:
            return kept[1]
        value = self.load(path)
        with self._lock:
            self._kept.pop(path, None)
            self._kept[path] = (state, value)
            while len(self._kept) > MAX_KEPT:
                del self._kept[next(iter(self._kept))]
        return value


class Holdings(Protocol):
    """Where an order's names are looked up: what a brand may draw with."""

    def template(self, name: str, brand_id: str | None) -> Template:
        """Return the template of that name. Raises `UnknownName`, and what reading it raises."""

    def kit(self, name: str, brand_id: str | None) -> BrandKit:
        """Return the kit of that name. Raises `UnknownName`, and what reading it raises."""


@dataclass(frozen=True, slots=True)
class Library:
    """What the operator keeps in folders: `Holdings` that are the same for every brand."""

    templates: Shelf[Template]
    kits: Shelf[BrandKit]

    @classmethod
    def open(cls, settings: Settings) -> Library:
        """Return the library of the settings' folders, nothing read yet."""
        return cls(
            Shelf("template", lambda: template_paths(settings), lambda path: load_template(path, settings)),
            Shelf("kit", lambda: kit_paths(settings), lambda path: load_kit(path, settings), _kit_folder),
        )

    def template(self, name: str, brand_id: str | None = None) -> Template:
        """Return the template of that name. Raises `UnknownName`, and what reading it raises."""
        return self.templates.get(name)

    def kit(self, name: str, brand_id: str | None = None) -> BrandKit:
        """Return the kit of that name. Raises `UnknownName`, and what reading it raises."""
        return self.kits.get(name)


def _kit_folder(path: Path) -> Path:
    """Return a kit's folder; a variant goes by its file there."""
    return path if path.is_dir() else path.parent


def _state(path: Path) -> State:
    """Return name, time and size of every file: when one differs, the thing is read again."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return tuple((str(file), (facts := file.stat()).st_mtime_ns, facts.st_size) for file in files)
