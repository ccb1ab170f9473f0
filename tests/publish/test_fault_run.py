"""The fault run on both databases: nothing twice, nothing lost, and where the network can tell nothing, a person is asked."""

from __future__ import annotations

import pytest

from tests.publish.soak.run import fault_run

POSTS = 200


@pytest.mark.timeout(400)
def test_killed_and_stopped_publishers_send_each_post_once(database_url: str) -> None:
    report = fault_run(database_url, posts=POSTS, seed=20261203, most_s=360)
    assert report.kills >= 20
    assert report.stops >= 20
    assert set(report.fates) == {"fine", "busy", "rate", "lost_request", "lost_reply", "late"}
    assert report.duplicates == {"key": 0, "lookup": 0, "neither": 0}
    assert report.lost == {"key": 0, "lookup": 0, "neither": 0}
    assert report.states["key"] == {"sent": POSTS}
    assert report.states["lookup"] == {"sent": POSTS}
    assert set(report.states["neither"]) == {"sent", "uncertain"}
    assert sum(report.states["neither"].values()) == POSTS
