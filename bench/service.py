"""The service under load: cached pictures by every door, and `/healthz` while the render processes work flat out."""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

CONNECTIONS = 8
SECONDS = 6.0
ORDER = {"template": "annonce", "kit": "levain", "ratio": "4x5", "sample": True}
ADDRESS = {
    "template": "annonce",
    "kit": "levain",
    "ratio": "4x5",
    "content": {"kicker": "", "headline": "Le four est rallumé", "text": "Dès sept heures."},
}


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of requests came to: `cpu_ms` is what the service spent on one, its render processes left out."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float

    @property
    def row(self) -> str:
        """The run as cells of a table."""
        return f"{self.per_second:,.0f} | {self.p50_ms:.1f} | {self.p99_ms:.1f} | {self.cpu_ms:.2f}"


@dataclass(frozen=True, slots=True)
class Running:
    """A service of its own on loopback."""

    port: int
    key: str
    process: int

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def measure(*, quick: bool = False) -> None:
    """Print the tables."""
    seconds = 2.0 if quick else SECONDS
    with running() as service:
        client = httpx.Client(base_url=service.url, trust_env=False, timeout=60, headers={"Authorization": f"Bearer {service.key}"})
        page = client.post("/v1/renders", json=ORDER).json()["pages"][0]
        address = client.post("/v1/image-urls", json=ADDRESS).json()["url"].removeprefix(service.url)
        kept = page["url"].removeprefix(service.url)
        weight = len(client.get(address).content)
        body = json.dumps(ORDER).encode()
        post = request("POST", "/v1/renders", service, body, Accept="image/jpeg")
        print(f"\n| a kept picture ({weight / 1000:.0f} kB), {CONNECTIONS} connections | requests/s | p50 ms | p99 ms | CPU ms each |")
        print("|---|---|---|---|---|")
        for name, raw in (
            ("its signed public address", request("GET", address)),
            ("the same, with If-None-Match", request("GET", address, **{"If-None-Match": client.get(address).headers["etag"]})),
            ("GET /v1/renders/{key}", request("GET", kept, service)),
            ("POST /v1/renders, planned and found", post),
            ("GET /healthz", request("GET", "/healthz")),
        ):
            print(f"| {name} | {load(service, [raw], seconds).row} |")
        with flat_out(service):
            idle = load(service, [request("GET", "/healthz")], seconds, connections=1, pause_s=0.01)
        print("\n| /healthz while the render processes work flat out | requests/s | p50 ms | p99 ms | CPU ms each |\n|---|---|---|---|---|")
        print(f"| one every 10 ms | {idle.row} |")


@contextmanager
def running() -> Iterator[Running]:
    """Yield a service with a fresh data folder; its log goes nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VISUALGEN_LANGUAGE": "en",
            "VISUALGEN_DATA": folder,
            "VISUALGEN_REQUESTS_PER_SECOND": "100000",
            "VISUALGEN_LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-m", "visualgen", "serve", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            told = "".join(process.stdout.readline() for _ in range(5))
            port = int(re.findall(r"answers on http://127\.0\.0\.1:(\d+)", told)[0])
            local = Running(port, re.findall(r"VISUALGEN_KEY=(\S+)", told)[0], process.pid)
            try:
                with httpx.Client(base_url=local.url, trust_env=False, timeout=30) as client:
                    while True:
                        try:
                            client.get("/healthz").raise_for_status()
                            break
                        except httpx.HTTPError:
                            time.sleep(0.1)
                    fast = client.post("/v1/keys", json={"rate": 100_000, "scopes": ["admin", "render"]}, headers=bearer(local.key)).json()
                yield Running(port, fast["key"], process.pid)
            finally:
                process.terminate()
                process.wait(30)


def bearer(key: str) -> dict[str, str]:
    """Return the header that brings a key."""
    return {"Authorization": f"Bearer {key}"}


def request(method: str, path: str, service: Running | None = None, body: bytes = b"", **headers: str) -> bytes:
    """Return a request as it goes over the wire, with the service's key where it is given."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (bearer(service.key) if service else {}).items()]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def load(service: Running, raw: Sequence[bytes], seconds: float, *, connections: int = CONNECTIONS, pause_s: float = 0.0) -> Load:
    """Send the requests in turn, over and over, on every connection; each waits for its answer."""
    before = cpu_seconds(service.process)
    begun = time.perf_counter()
    taken = asyncio.run(_all(service.port, raw, seconds, connections, pause_s))
    wall, spent = time.perf_counter() - begun, cpu_seconds(service.process) - before
    taken.sort()
    return Load(len(taken) / wall, statistics.median(taken) * 1000, taken[int(len(taken) * 0.99)] * 1000, spent * 1000 / max(1, len(taken)))


async def _all(port: int, raw: Sequence[bytes], seconds: float, connections: int, pause_s: float) -> list[float]:
    runs = await asyncio.gather(*(_one(port, raw, time.perf_counter() + seconds, pause_s) for _ in range(connections)))
    return [taken for run in runs for taken in run]


async def _one(port: int, raw: Sequence[bytes], end: float, pause_s: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken: list[float] = []
    while (begun := time.perf_counter()) < end:
        writer.write(raw[len(taken) % len(raw)])
        head = await reader.readuntil(b"\r\n\r\n")
        assert head[9:12] in (b"200", b"304"), head
        length = re.search(rb"content-length: (\d+)", head, re.I)
        if length:
            await reader.readexactly(int(length[1]))
        taken.append(time.perf_counter() - begun)
        await asyncio.sleep(pause_s)
    writer.close()
    return taken


@contextmanager
def flat_out(service: Running) -> Iterator[None]:
    """Keep the render processes busy with new pictures while the block runs."""
    script = (
        "import httpx, itertools, sys\n"
        "client = httpx.Client(base_url=sys.argv[1], trust_env=False, timeout=120, headers={'Authorization': 'Bearer ' + sys.argv[2]})\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "order = {'template': 'annonce', 'kit': 'levain', 'ratio': '4x5', 'sample': True}\n"
        "def ask(n):\n"
        "    client.post('/v1/renders', json=order | {'content': {'headline': f'Numéro {n}'}}, headers={'Accept': 'image/png'})\n"
        "with ThreadPoolExecutor(12) as threads:\n"
        "    list(threads.map(ask, range(100_000)))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, service.url, service.key], stderr=subprocess.DEVNULL) as asking:
        time.sleep(2)
        try:
            yield
        finally:
            asking.kill()
            asking.wait()


def cpu_seconds(process: int) -> float:
    """Return the CPU time a process has used, without its children."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    measure(quick="--quick" in sys.argv)
