"""What an output folder holds: every picture's render key and digest, so that a second run renders only what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from visualgen.findings import Finding

NAME = "manifest.json"
VERSION = 2
"""2: the findings are those of the pixels too, and the posts have theirs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture or clip in the folder: what it was made from (`key`), what it is (`sha256`, `weight_bytes`, `size_px`), its findings.

    `poster` is the name of the picture beside a clip.
    """

    key: str
    sha256: str
    weight_bytes: int
    size_px: tuple[int, int]
    media_type: str
    post: str
    ratio: str
    page: int
    pages: int
    findings: tuple[Finding, ...] = ()
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The pictures of the last run by file name, the files of earlier runs that no row asks for any more, and what was found in the
    words of each post.
    """

    calendar: str = ""
    kit: str = ""
    pictures: Mapping[str, Entry] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    posts: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """Return the folder's manifest; an empty one where there is none that can be used (everything is then rendered anew)."""
    try:
        data = json.loads((folder / NAME).read_bytes())
        if data["version"] != VERSION:
            return Manifest()
        pictures = {name: _entry(facts) for name, facts in data["pictures"].items() if Path(name).name == name}
        stale = tuple(name for name in data["stale"] if Path(name).name == name)
        posts = {post: tuple(map(Finding.from_data, found)) for post, found in data["posts"].items()}
        return Manifest(data["calendar"], data["kit"], pictures, stale, posts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest()


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as JSON, in the order of the file names."""
    data = {
        "version": VERSION,
        "calendar": manifest.calendar,
        "kit": manifest.kit,
        "pictures": {name: _facts(entry) for name, entry in sorted(manifest.pictures.items())},
        "stale": sorted(manifest.stale),
        "posts": {post: [finding.to_data() for finding in found] for post, found in manifest.posts.items()},
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def is_current(folder: Path, name: str, entry: Entry | None, key: str) -> bool:
    """Return whether the file `name` is whole and was made from the very same inputs."""
    if entry is None or entry.key != key:
        return False
    path = folder / name
    if entry.poster and not (folder / entry.poster).is_file():
        return False
    try:
        return path.stat().st_size == entry.weight_bytes and hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
    except OSError:
        return False


def _facts(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "sha256": entry.sha256,
        "weight_bytes": entry.weight_bytes,
        "size_px": list(entry.size_px),
        "media_type": entry.media_type,
        "post": entry.post,
        "ratio": entry.ratio,
        "page": entry.page,
        "pages": entry.pages,
        "findings": [finding.to_data() for finding in entry.findings],
        **({"poster": entry.poster} if entry.poster else {}),
    }


def _entry(facts: Mapping[str, Any]) -> Entry:
    width, height = facts["size_px"]
    return Entry(
        key=str(facts["key"]),
        sha256=str(facts["sha256"]),
        weight_bytes=int(facts["weight_bytes"]),
        size_px=(int(width), int(height)),
        media_type=str(facts["media_type"]),
        post=str(facts["post"]),
        ratio=str(facts["ratio"]),
        page=int(facts["page"]),
        pages=int(facts["pages"]),
        findings=tuple(Finding.from_data(finding) for finding in facts["findings"]),
        poster=Path(str(facts.get("poster", ""))).name,
    )
