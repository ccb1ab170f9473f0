"""The files a post names are kept whole, whichever part of them is played."""

from __future__ import annotations

from pathlib import Path

from visualgen.posts.files import lay_out, named_files, take_files
from visualgen.settings import Limits
from visualgen.store.blob_folder import BlobFolder
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database


def test_a_part_of_a_video_and_of_a_sound_names_the_whole_file(database: Database, tmp_path: Path) -> None:
    facts = {
        "content": {"photo": "four.mp4#t=2,8", "text": "Voir le n° 4.", "far": "https://example.org/a.mp4#t=1"},
        "sound": "air.mp3#t=10,40",
    }
    assert named_files(facts) == ("four.mp4", "air.mp3")
    folder, blobs = tmp_path / "calendar", Blobs(database, BlobFolder(tmp_path / "blobs"))
    folder.mkdir()
    for name in ("four.mp4", "air.mp3"):
        (folder / name).write_bytes(name.encode())
    kept = take_files(facts, folder, Limits(), blobs)
    lay_out(kept, tmp_path / "again", blobs)
    assert {path.name: path.read_text() for path in (tmp_path / "again").iterdir()} == {"four.mp4": "four.mp4", "air.mp3": "air.mp3"}
