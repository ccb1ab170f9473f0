"""What is measured of jobs, as Prometheus metrics in a registry of the process's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class JobMeasures:
    """Jobs ended, how long they took, and how many run, by kind."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self._ended = Counter("visualgen_jobs_ended", "Jobs that ended here.", ("kind", "state"), registry=self.registry)
        self._seconds = Histogram(
            "visualgen_job_seconds",
            "How long jobs took.",
            ("kind",),
            buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
            registry=self.registry,
        )
        self._running = Gauge("visualgen_jobs_running", "Jobs that run here.", ("kind",), registry=self.registry)

    @contextmanager
    def running(self, kind: str) -> Iterator[None]:
        """Count a job as running while the block runs."""
        with self._running.labels(kind).track_inprogress():
            yield

    def ended(self, kind: str, state: str, seconds: float) -> None:
        """Count a job that ended."""
        self._ended.labels(kind, state).inc()
        self._seconds.labels(kind).observe(seconds)
