from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.archive import ArchiveLimits, unpack
from visualgen.errors import ArchiveError, InputError, LimitExceeded


def _zip(entries: dict[str, bytes], *, mode: int = 0, packed: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = packed
            info.external_attr = mode << 16
            archive.writestr(info, data)
    stream.seek(0)
    return stream


def test_files_lie_in_the_folder(tmp_path: Path) -> None:
    files = unpack(_zip({"4x5.svg": b"<svg/>", "photos/chat.jpg": b"JPG"}), tmp_path)
    assert files == (Path("4x5.svg"), Path("photos/chat.jpg"))
    assert (tmp_path / "photos" / "chat.jpg").read_bytes() == b"JPG"


def test_one_folder_around_everything_is_taken_off_and_litter_left_out(tmp_path: Path) -> None:
    packed = _zip({"promo/": b"", "promo/4x5.svg": b"<svg/>", "promo/.DS_Store": b"x", "__MACOSX/promo/._4x5.svg": b"x"})
    assert unpack(packed, tmp_path) == (Path("4x5.svg"),)
    assert [file.name for file in tmp_path.rglob("*")] == ["4x5.svg"]


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/x", "C:/x", "..\\x", "\\x", "a//x", "./x", "con.svg", "a:b", "x\x01y", "a/nul", 'q"x'],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError):
        unpack(_zip({"a.svg": b"", name: b"x"}), tmp_path / "in")
    assert not list(tmp_path.rglob("x"))


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o010666, 0o140777], ids=["link", "device", "pipe", "socket"])
def test_only_files_come_out(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ArchiveError, match="link or a device"):
        unpack(_zip({"a": b"/etc/passwd"}, mode=mode), tmp_path)


def test_a_bomb_is_seen_by_what_it_declares(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded, match="far more"):
        unpack(_zip({"a.svg": b"\0" * 50_000_000}), tmp_path)
    with pytest.raises(LimitExceeded, match="unpacks to more"):
        unpack(_zip({"a": b"1234", "b": b"1234"}), tmp_path, ArchiveLimits(total_bytes=5))
    assert not list(tmp_path.iterdir())


def test_a_bomb_that_lies_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    data = _zip({"a.svg": b"\0" * 5_000_000}).getvalue()
    lie = data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    assert lie != data
    with pytest.raises(InputError):
        unpack(io.BytesIO(lie), tmp_path)
    assert sum(file.stat().st_size for file in tmp_path.rglob("*")) <= 1 << 20


def test_too_many_too_long_too_deep(tmp_path: Path) -> None:
    for entries in ({f"{n}": b"" for n in range(12)}, {f"{n}": b"" for n in range(50)}, {"n" * 201: b""}, {"a/" * 9 + "b": b""}):
        with pytest.raises(LimitExceeded):
            unpack(_zip(entries), tmp_path, ArchiveLimits(files=10))


def test_names_that_meet_are_refused(tmp_path: Path) -> None:
    for entries in ({"A.svg": b"1", "a.svg": b"2"}, {"a": b"1", "a/b": b"2"}):
        with pytest.raises(ArchiveError):
            unpack(_zip(entries), tmp_path)


def test_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(_zip({"a": b"x"}).getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ArchiveError, match="password"):
        unpack(io.BytesIO(bytes(data)), tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all", _zip({}).getvalue(), _zip({"a": b"x" * 99}).getvalue()[:60]])
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ArchiveError):
        unpack(io.BytesIO(data), tmp_path)


@given(st.data())
def test_a_damaged_archive_never_raises_anything_else(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(_zip({"a.svg": b"<svg/>" * 9, "b/c.png": b"PNG"}).getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("zip")
    try:
        files = unpack(io.BytesIO(bytes(whole)), folder)
    except InputError:
        return
    assert all((folder / file).is_file() for file in files)
