"""Kits and templates as a brand knows them: what it uploaded, then what lies in the operator's folders."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from visualgen.brand.model import BrandKit
from visualgen.brand.variants import SEPARATOR, variant_file, variants_of
from visualgen.errors import InputError, UnknownName, VisualgenError
from visualgen.library import repository
from visualgen.library.model import UPLOADS, Edition, Kind
from visualgen.library.unpacked import folder_of
from visualgen.renders.library import Library as Shelves
from visualgen.renders.library import Shelf
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.template.model import Template

T = TypeVar("T")

KEPT = timedelta(seconds=2)
"""How long an upload that is not signalled may go unseen: that of another process on SQLite, or while a connection is broken."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A kit or template, or the `error` in it: `brand_id` None where it is everybody's, `edition` None where it lies in a folder."""

    name: str
    brand_id: str | None
    edition: Edition | None
    thing: T | None
    error: VisualgenError | None = None


@dataclass(slots=True)
class Library:
    """What pictures are made from (`Holdings`). Threads may share it."""

    settings: Settings
    database: Database
    blobs: Blobs
    shelves: Shelves
    clock: Clock = utc_now
    _known: dict[str, tuple[datetime, dict[tuple[str, str], Edition]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _round: int = 0

    def __post_init__(self) -> None:
        """Hear when an upload came or went."""
        self.database.signals.listen(UPLOADS, lambda _: self.forget())

    @classmethod
    def open(cls, settings: Settings, database: Database, blobs: Blobs) -> Library:
        """Return the library of the settings' folders and the database's uploads, nothing read yet."""
        return cls(settings, database, blobs, Shelves.open(settings))

    def whose_kit(self, brands: Mapping[str, str], folder_kits: Collection[str], name: str, brand: str | None = None) -> str:
        """Return the id of the brand that the kit called `name` is of, among `brands` (names and ids).

        `folder_kits` are those of them whose kit lies in a folder; `brand` says which one is meant, where several have such a kit.
        Raises `UnknownName` for a kit that none of them has, `InputError` where `brand` must be given.
        """
        base = name.partition(SEPARATOR)[0]
        meant = brands if brand is None else {known: brands[known] for known in brands if known == brand}
        owners = [brand_id for brand_id in meant.values() if self.edition(brand_id, Kind.KIT, base) is not None]
        if len(owners) > 1:
            names = sorted(known for known, brand_id in meant.items() if brand_id in owners)
            raise InputError(f"several brands have a kit {base!r}", mend=f"give `brand`, one of: {', '.join(names)}", kit=base).french(
                f"plusieurs marques ont un kit « {base} »", f"donnez `brand`, l’une de : {', '.join(names)}"
            )
        if owners:
            return owners[0]
        if base in folder_kits and base in meant:
            return meant[base]
        uploaded = {edition.name for edition in self._in_force(meant, Kind.KIT)}
        raise _unknown("kit", name, sorted(uploaded | (set(folder_kits) & meant.keys())))

    def kit(self, name: str, brand_id: str | None) -> BrandKit:
        """Return the brand's kit of that name, or its variant (`levain:dark`): uploaded, else in a folder.

        Raises `UnknownName`, and what reading it raises.
        """
        base, _, variant = name.partition(SEPARATOR)
        edition = None if brand_id is None else self.edition(brand_id, Kind.KIT, base)
        return self.shelves.kits.get(name) if edition is None else self._uploaded_kit(edition, variant)

    def template(self, name: str, brand_id: str | None) -> Template:
        """Return a template of the brand's own, else of the folders. Raises `UnknownName`, and what reading it raises."""
        edition = None if brand_id is None else self.edition(brand_id, Kind.TEMPLATE, name)
        return self.shelves.templates.get(name) if edition is None else self.shelves.templates.read(self._folder(edition))

    def all_kits(self, brands: Mapping[str, str], folder_kits: Collection[str]) -> Iterator[Found[BrandKit]]:
        """Yield every kit and variant of those brands, the uploaded ones first, by name; what cannot be read with its error."""
        uploaded = self._in_force(brands, Kind.KIT)
        for edition in uploaded:
            folder = self._folder(edition)
            yield _tried(edition.name, edition.brand_id, edition, self.shelves.kits, folder)
            for variant in variants_of(folder):
                name = f"{edition.name}{SEPARATOR}{variant}"
                yield _tried(name, edition.brand_id, edition, self.shelves.kits, folder / variant_file(variant))
        hidden = {(edition.brand_id, edition.name) for edition in uploaded}
        for name, path in sorted(self.shelves.kits.paths().items()):
            base = name.partition(SEPARATOR)[0]
            if base in folder_kits and base in brands and (brands[base], base) not in hidden:
                yield _tried(name, brands[base], None, self.shelves.kits, path)

    def all_templates(self, brands: Mapping[str, str]) -> Iterator[Found[Template]]:
        """Yield every template of those brands and of the folders, the uploaded ones first, by name; what cannot be read with its error."""
        for edition in self._in_force(brands, Kind.TEMPLATE):
            yield _tried(edition.name, edition.brand_id, edition, self.shelves.templates, self._folder(edition))
        for name, path in sorted(self.shelves.templates.paths().items()):
            yield _tried(name, None, None, self.shelves.templates, path)

    def template_names(self, brand_id: str) -> list[str]:
        """Return the names of the templates that a brand may use, unread."""
        own = {edition.name for edition in self._in_force({"": brand_id}, Kind.TEMPLATE)}
        return sorted(own | self.shelves.templates.paths().keys())

    def edition(self, brand_id: str, kind: Kind, name: str) -> Edition | None:
        """Return the edition in force of what a brand uploaded by that name."""
        return self._editions(brand_id).get((kind.value, name))

    def forget(self) -> None:
        """Look the uploads up again, those too that are being looked up at this moment."""
        with self._lock:
            self._round += 1
            self._known.clear()

    def _uploaded_kit(self, edition: Edition, variant: str) -> BrandKit:
        folder = self._folder(edition)
        if variant and variant not in variants_of(folder):
            known = [f"{edition.name}{SEPARATOR}{each}" for each in variants_of(folder)]
            raise _unknown("kit", f"{edition.name}{SEPARATOR}{variant}", [edition.name, *known])
        return self.shelves.kits.read(folder / variant_file(variant) if variant else folder)

    def _folder(self, edition: Edition) -> Path:
        return folder_of(self.settings, self.blobs, edition.archive, edition.name)

    def _in_force(self, brands: Mapping[str, str], kind: Kind) -> list[Edition]:
        found = [edition for brand_id in brands.values() for key, edition in self._editions(brand_id).items() if key[0] == kind.value]
        return sorted(found, key=lambda edition: (edition.name, edition.id))

    def _editions(self, brand_id: str) -> dict[tuple[str, str], Edition]:
        """Return the editions in force of a brand, by kind and name; looked up every two seconds at the most."""
        now = self.clock()
        with self._lock:
            kept, begun = self._known.get(brand_id), self._round
        if kept is not None and kept[0] > now:
            return kept[1]
        with self.database.read() as session:
            found = {(edition.kind, edition.name): edition for edition in repository.in_force(session, [brand_id])}
        with self._lock:
            if self._round == begun:
                self._known[brand_id] = (now + KEPT, found)
        return found


def _tried(name: str, brand_id: str | None, edition: Edition | None, shelf: Shelf[T], path: Path) -> Found[T]:
    try:
        return Found(name, brand_id, edition, shelf.read(path))
    except VisualgenError as error:
        return Found(name, brand_id, edition, None, error)


def _unknown(kind: str, name: str, known: Collection[str]) -> UnknownName:
    near = difflib.get_close_matches(name, known, 1)
    mend = f"did you mean {near[0]!r}?" if near else "known: " + (", ".join(known) or "none")
    return UnknownName(f"there is no {kind} {name!r}", mend=mend, **{kind: name}).french(
        f"il n’y a pas de {'kit' if kind == 'kit' else 'modèle'} « {name} »",
        f"vouliez-vous dire « {near[0]} » ?" if near else "connus : " + (", ".join(known) or "aucun"),
    )
