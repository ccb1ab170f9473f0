"""What jobs that have not ended need: a kit or template by name, in pictures and in the clips beside them."""

from __future__ import annotations

from tests.store.fixtures import NOON
from visualgen.jobs import service
from visualgen.jobs.uses import uses
from visualgen.store.database import Database


def test_a_clip_beside_pictures_needs_its_template(database: Database, brand_id: str) -> None:
    orders = [{"template": "offre", "kit": "levain:dark"}]
    with database.write() as session:
        job = service.ask(session, "render", {"orders": [], "clips": [{"orders": orders}]}, brand_id=brand_id, now=NOON)
    with database.read() as session:
        assert uses(session, brand_id, "template", "offre") == uses(session, brand_id, "kit", "levain") == "1 job that waits"
        assert uses(session, brand_id, "template", "annonce") is None
    service.cancel(database, job.id, now=NOON)
    with database.read() as session:
        assert uses(session, brand_id, "template", "offre") is None
