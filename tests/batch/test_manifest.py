from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from visualgen.batch.manifest import NAME, Entry, Manifest, is_current, manifest_bytes, read_manifest
from visualgen.findings import finding

NOTE = finding("text_shrunk", "warns", fr=("réduit", "raccourcir"), en=("shrunk", "shorten"), slot="headline", px=46)
ENTRY = Entry("key", hashlib.sha256(b"abc").hexdigest(), 3, (1080, 1350), "image/jpeg", "post", "4x5", 1, 2, (NOTE,))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    manifest = Manifest("mois.csv", "levain", {"a.jpg": ENTRY}, ("old.jpg",))
    (tmp_path / NAME).write_bytes(manifest_bytes(manifest))
    assert read_manifest(tmp_path) == manifest


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 1}', '{"version": 9, "pictures": {}}', '{"version": 1, "pictures": {"a": {}}}', "[" * 9999]
)
def test_a_manifest_that_cannot_be_used_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert read_manifest(tmp_path) == Manifest()


def test_names_stay_within_the_folder(tmp_path: Path) -> None:
    data = json.loads(manifest_bytes(Manifest("", "", {"../a.jpg": ENTRY}, ("/etc/passwd", "b.jpg"))))
    (tmp_path / NAME).write_text(json.dumps(data))
    assert read_manifest(tmp_path) == Manifest("", "", {}, ("b.jpg",))


def test_a_picture_is_current_when_key_and_bytes_are_the_same(tmp_path: Path) -> None:
    assert not is_current(tmp_path, "a.jpg", ENTRY, "key")
    (tmp_path / "a.jpg").write_bytes(b"abc")
    assert is_current(tmp_path, "a.jpg", ENTRY, "key")
    assert not is_current(tmp_path, "a.jpg", ENTRY, "other")
    assert not is_current(tmp_path, "a.jpg", None, "key")
    (tmp_path / "a.jpg").write_bytes(b"abd")
    assert not is_current(tmp_path, "a.jpg", ENTRY, "key")
