"""The cases of preflight's faults, for mends."""

from tests.preflight.conftest import job_of, judged, kits, rendered, settings, world

__all__ = ["job_of", "judged", "kits", "rendered", "settings", "world"]
