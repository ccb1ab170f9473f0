"""Files of an export: SVG, SVGZ, ZIP, and what is none of them."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from visualgen.errors import LimitExceeded, TemplateError
from visualgen.importing import archive
from visualgen.importing.archive import natural, read_exports

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return path


def test_a_zip_gives_its_drawings_in_natural_order(tmp_path: Path) -> None:
    entries = {"post/page 10.svg": SVG, "post/page 2.svg": SVG, "__MACOSX/._page 2.svg": b"", "post/photo.jpg": b"", "post/.x.svg": SVG}
    exports = read_exports([zipped(tmp_path / "a.zip", entries)])
    assert [export.name for export in exports] == ["page 2.svg", "page 10.svg"]
    assert natural("page 2") < natural("page 10")


def test_a_compressed_drawing_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.svgz").write_bytes(gzip.compress(SVG))
    assert read_exports([tmp_path / "a.svgz"])[0].data == SVG
    (tmp_path / "b.svgz").write_bytes(b"\x1f\x8bbroken")
    with pytest.raises(TemplateError, match="broken"):
        read_exports([tmp_path / "b.svgz"])


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FILE_BYTES", 1000)
    (tmp_path / "a.svgz").write_bytes(gzip.compress(b"<svg>" + b" " * 5000))
    with pytest.raises(LimitExceeded, match="unpacks to more"):
        read_exports([tmp_path / "a.svgz"])
    with pytest.raises(LimitExceeded, match=r"big\.svg"):
        read_exports([zipped(tmp_path / "b.zip", {"big.svg": b"<svg>" + b" " * 2000})][:1])
    (tmp_path / "c.svg").write_bytes(b"<svg>" + b" " * 2000)
    with pytest.raises(LimitExceeded, match="scale the photos down"):
        read_exports([tmp_path / "c.svg"])
    monkeypatch.setattr(archive, "ARCHIVE_BYTES", 10)
    with pytest.raises(LimitExceeded, match="archive unpacks"):
        read_exports([tmp_path / "b.zip"])
    monkeypatch.setattr(archive, "ARCHIVE_FILES", 0)
    with pytest.raises(LimitExceeded, match="files"):
        read_exports([tmp_path / "b.zip"])


def test_what_no_tool_packs_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.svg")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    with pytest.raises(TemplateError, match="is a link"):
        read_exports([tmp_path / "a.zip"])
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(TemplateError, match="cannot be opened"):
        read_exports([tmp_path / "b.zip"])
    with pytest.raises(TemplateError, match="no drawing in it"):
        read_exports([zipped(tmp_path / "c.zip", {"a.txt": b"x"})])


def test_other_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.ai").write_bytes(b"%PDF-1.6")
    with pytest.raises(TemplateError, match="it is no SVG"):
        read_exports([tmp_path / "a.ai"])
    with pytest.raises(TemplateError, match="cannot be read"):
        read_exports([tmp_path / "missing.svg"])
