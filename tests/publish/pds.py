"""A real Bluesky server on loopback, and accounts on it."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

_SERVER = Path(__file__).with_name("pds_server.cjs")


@dataclass(frozen=True)
class Person:
    """An account of the server: `settings` and `secrets` are what a connection keeps."""

    handle: str
    did: str
    settings: dict[str, str]
    secrets: dict[str, str]


@dataclass
class Pds:
    """A server that runs. `records` asks it for what an account has published, oldest first."""

    url: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def person(self, url: str | None = None) -> Person:
        handle = f"levain{next(self._numbers)}.test"
        account = self.call("server.createAccount", {"handle": handle, "email": f"a@{handle}", "password": "the-main-password"})
        headers = {"authorization": f"Bearer {account['accessJwt']}"}
        word = self.call("server.createAppPassword", {"name": "visualgen"}, headers)["password"]
        return Person(handle, account["did"], {"handle": handle, "server": url or self.url}, {"app_password": word, "did": account["did"]})

    def records(self, did: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            where = {"repo": did, "collection": "app.bsky.feed.post", "limit": "100", "reverse": "true", **cursor}
            answer = httpx.get(f"{self.url}/xrpc/com.atproto.repo.listRecords", params=where, timeout=30, trust_env=False).json()
            found += answer["records"]
            if "cursor" not in answer or not answer["records"]:
                return found
            cursor = {"cursor": answer["cursor"]}

    def blob(self, did: str, cid: str) -> bytes:
        where = {"did": did, "cid": cid}
        return httpx.get(f"{self.url}/xrpc/com.atproto.sync.getBlob", params=where, timeout=30, trust_env=False).content

    def call(self, name: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
        answer = httpx.post(f"{self.url}/xrpc/com.atproto.{name}", json=body, headers=headers, timeout=30, trust_env=False)
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json() if answer.content else {}
        return data


@contextlib.contextmanager
def serving(place: Path, folder: Path) -> Iterator[Pds]:
    """Start the server that is built in `place`, with its data in `folder`; it ends with the block, and with this process."""
    ports = _free_ports(2)
    environment = {**os.environ, "NODE_PATH": str(place / "node_modules"), "NODE_NO_WARNINGS": "1"}
    command = ["node", str(_SERVER), str(folder), *(str(port) for port in ports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
        assert process.stdin
        assert process.stdout
        try:
            said = process.stdout.readline()
            assert said == b"ready\n", said + process.stdout.read()
            yield Pds(f"http://localhost:{ports[0]}")
        finally:
            process.stdin.close()
            process.wait(20)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as sockets:
        return [sockets.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(count)]
