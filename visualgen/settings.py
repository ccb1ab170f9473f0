"""The one frozen Settings, built at the edge (CLI, API, tests) and passed down; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from visualgen.errors import SettingsError

MIN_SECRET_CHARS = 32


LogFormat = Literal["console", "json"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What untrusted input may cost at the most."""

    svg_bytes: int = 20_000_000
    svg_nodes: int = 50_000
    svg_depth: int = 256
    canvas_px: int = 8_192
    canvas_area_px: int = 40_000_000
    text_chars: int = 5_000
    photo_pixels: int = 100_000_000
    photo_bytes: int = 60_000_000
    media_bytes: int = 2_000_000_000
    media_seconds: float = 7_200.0
    media_pixels: int = 36_000_000
    clip_seconds: float = 180.0
    clip_area_px: int = 9_437_184  # what H.264 level 5.2 holds: 4096 × 2304
    jinja_bytes: int = 5_000_000
    render_seconds: float = 15.0
    clip_render_seconds: float = 900.0
    render_memory_bytes: int = 3_000_000_000


@dataclass(frozen=True, slots=True)
class S3Access:
    """How an S3 store is reached, by the names all S3 tools know; without keys, the machine's own role is used."""

    endpoint: str | None = None
    region: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = field(default=None, repr=False)
    session_token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> S3Access:
        """Read the `AWS_*` variables."""
        return cls(
            endpoint=env.get("AWS_ENDPOINT_URL") or None,
            region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or None,
            access_key_id=env.get("AWS_ACCESS_KEY_ID") or None,
            secret_access_key=env.get("AWS_SECRET_ACCESS_KEY") or None,
            session_token=env.get("AWS_SESSION_TOKEN") or None,
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Where names are looked up, and the limits in force."""

    home: Path | None = None
    templates_dirs: tuple[Path, ...] = ()
    kits_dirs: tuple[Path, ...] = ()
    cache_bytes: int = 48 * 1024 * 1024
    language: str = "fr"
    limits: Limits = field(default_factory=Limits)
    data: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    blobs_url: str | None = None
    s3: S3Access = field(default_factory=S3Access)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    public_url: str | None = None
    requests_per_second: float = 50.0
    job_lease_s: float = 30.0
    log_format: LogFormat = "console"
    log_level: str = "info"

    def data_folder(self) -> Path:
        """Return the folder of the default database and blobs, made if need be. Raises `SettingsError` where it cannot be."""
        folder = self.data or (self.home / "data" if self.home else Path("~/.local/share/visualgen").expanduser())
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"the data folder {folder} cannot be made ({error.strerror or error})", mend="set VISUALGEN_DATA") from None
        return folder.absolute()

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] | None = None,
        *,
        templates: Path | None = None,
        kits: Path | None = None,
        language: str | None = None,
    ) -> Settings:
        """Build the settings from `VISUALGEN_*` variables and a command's options; the packaged folders come last.

        Without `VISUALGEN_HOME`, `templates/` and `brand_kits/` of the working folder take its place.

        Raises `SettingsError` where a value cannot be used.
        """
        env = os.environ if environment is None else environment
        home = Path(env["VISUALGEN_HOME"]).expanduser() if env.get("VISUALGEN_HOME") else None
        return cls(
            home=home,
            templates_dirs=_folders(templates, home, "templates"),
            kits_dirs=_folders(kits, home, "brand_kits"),
            cache_bytes=_megabytes(env, "VISUALGEN_CACHE_MB", 48),
            language=spoken(language, env),
            data=Path(env["VISUALGEN_DATA"]).expanduser() if env.get("VISUALGEN_DATA") else None,
            database_url=env.get("VISUALGEN_DATABASE_URL") or None,
            blobs_url=env.get("VISUALGEN_BLOBS_URL") or None,
            s3=S3Access.from_environment(env),
            secrets=_secrets(env),
            public_url=_public_url(env),
            requests_per_second=_rate(env),
            job_lease_s=_seconds(env, "VISUALGEN_JOB_LEASE_S", 30.0),
            log_format="json" if _one_of(env, "VISUALGEN_LOG_FORMAT", ("console", "json")) == "json" else "console",
            log_level=_one_of(env, "VISUALGEN_LOG_LEVEL", ("info", "debug", "warning", "error")),
        )


def packaged(kind: str) -> Path:
    """Return the folder of our own `templates` or `brand_kits`: in an installed wheel inside the package, in a checkout beside it."""
    package = Path(__file__).resolve().parent
    installed = package / "packaged" / kind
    return installed if installed.is_dir() else package.parent / kind


def spoken(language: str | None, environment: Mapping[str, str] | None = None) -> Literal["fr", "en"]:
    """Return the language of messages: what an option says, else `VISUALGEN_LANGUAGE`, else `LANG`, else French."""
    env = os.environ if environment is None else environment
    chosen = (language or env.get("VISUALGEN_LANGUAGE") or env.get("LANG") or "fr").lower()[:2]
    return "en" if chosen == "en" else "fr"


def debug_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether `VISUALGEN_DEBUG` asks for a traceback where a person would get a sentence."""
    env = os.environ if environment is None else environment
    return env.get("VISUALGEN_DEBUG", "") not in ("", "0")


def _folders(option: Path | None, home: Path | None, kind: str) -> tuple[Path, ...]:
    """Return where names are looked up; without a home, it is the folder the command is run in, where it has such a folder."""
    own = home / kind if home else Path(kind).absolute() if Path(kind).is_dir() else None
    ours = packaged(kind)
    places = [option, None if own and own.resolve() == ours.resolve() else own, ours]
    return tuple(place for place in places if place is not None)


def _secrets(env: Mapping[str, str]) -> tuple[str, ...]:
    secrets = tuple(word.strip() for word in env.get("VISUALGEN_SECRET", "").split(",") if word.strip())
    if any(len(secret) < MIN_SECRET_CHARS for secret in secrets):
        raise SettingsError(
            f"VISUALGEN_SECRET has less than {MIN_SECRET_CHARS} characters",
            mend="make one: openssl rand -hex 32 (older ones follow, after a comma)",
        )
    return secrets


def _public_url(env: Mapping[str, str]) -> str | None:
    text = env.get("VISUALGEN_PUBLIC_URL", "").strip().rstrip("/")
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingsError(
            f"VISUALGEN_PUBLIC_URL is {text[:100]!r}", mend="give the address people type, without a path: https://visuals.example.org"
        )
    return text


def _rate(env: Mapping[str, str]) -> float:
    text = env.get("VISUALGEN_REQUESTS_PER_SECOND", "50")
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 1_000_000:
        raise SettingsError(f"VISUALGEN_REQUESTS_PER_SECOND is {text!r}", mend="give a number above 0")
    return rate


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name) or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 3600:
        raise SettingsError(f"{name} is {text!r}", mend="give a number of seconds from 1 to 3600")
    return seconds


def _one_of(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """Return the variable's word, the first of `words` where it is not set."""
    text = env.get(name, "").strip().lower() or words[0]
    if text not in words:
        raise SettingsError(f"{name} is {text!r}", mend=f"give one of: {', '.join(words)}")
    return text


def _megabytes(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit() or int(text) < 16:
        raise SettingsError(f"{name} is {text!r}", mend="give a whole number of megabytes, 16 or more")
    return int(text) * 1024 * 1024
