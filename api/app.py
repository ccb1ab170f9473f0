"""The application, made from settings: the desk, the guards, the routes and the contract."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager

import httpx
from anyio.to_thread import run_sync
from fastapi import FastAPI

from api import contract, errors
from api.account import pages as account
from api.approvals import endpoints as approval_links
from api.approvals import pages as approvals
from api.assets import endpoints as assets
from api.batches import endpoints as batches
from api.brands import endpoints as brands
from api.calendar import endpoints as calendar
from api.channels import endpoints as channels
from api.clips import endpoints as clips
from api.desk import Desk
from api.guards import BodyLimit, EndsCleanly, OwnName
from api.health import endpoints as health
from api.images import endpoints as images
from api.jobs import endpoints as jobs
from api.keys import endpoints as keys
from api.kits import endpoints as kits
from api.media import endpoints as media
from api.observing import Measures, Observed
from api.posts import endpoints as posts
from api.preflight import endpoints as preflight
from api.rates import RateLimits, SharedLimits
from api.renders import endpoints as renders
from api.service import Service
from api.templates import endpoints as templates
from api.webhooks import endpoints as webhooks
from api.webhooks.sending import deliver_webhooks
from visualgen import __version__
from visualgen.accounts.letting_in import Doorman
from visualgen.accounts.model import CALLERS
from visualgen.accounts.service import ensure_home
from visualgen.batch.pool import RenderPool, render_pool
from visualgen.brand.reading import kit_paths
from visualgen.library.library import Library
from visualgen.library.model import UPLOADS
from visualgen.outbound.transport import PinnedTransport
from visualgen.posts.drawing import DrawnByPool
from visualgen.publish.here import desk_of
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database
from visualgen.store.hearing import hearing
from visualgen.store.vault import Vault
from visualgen.webhooks.delivering import Deliverer
from visualgen.workers.opening import engine

ROUTERS = (
    renders.router,
    clips.router,
    preflight.router,
    batches.router,
    jobs.router,
    templates.router,
    kits.router,
    assets.router,
    brands.router,
    keys.router,
    webhooks.router,
    images.router,
    posts.router,
    calendar.router,
    channels.router,
    approval_links.router,
    approvals.router,
    account.router,
    media.router,
    health.router,
)
"""Every domain's routes; a new domain adds its router here."""
LEAVING_S = 5.0
"""How long jobs that run may still need when the service ends; then they are given back, and go on when it is there again."""
BODY_BYTES = 100_000_000
"""The heaviest body taken: a few photos of a phone."""


def create_app(
    settings: Settings, *, workers: int | None = None, transport: Callable[[], httpx.AsyncBaseTransport] = PinnedTransport
) -> FastAPI:
    """Return the service; its worker processes (one a core, if not said) start and end with it.

    `transport` is what calls to addresses that strangers gave go through.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        def open_pool() -> RenderPool:
            pool = render_pool(workers or os.cpu_count() or 1, settings)
            pool.start()
            return pool

        database = await run_sync(Database.open, settings)
        await run_sync(ensure_home, database, {name.partition(":")[0] for name in kit_paths(settings)}, utc_now())
        pool = await run_sync(open_pool)
        blobs = Blobs.open(settings, database)
        vault = await run_sync(Vault.open, settings)
        library = Library.open(settings, database, blobs)
        desk = Desk(settings, pool, database, blobs)
        app.state.service = Service(
            settings,
            database,
            blobs,
            vault,
            desk,
            Doorman(database),
            SharedLimits(RateLimits(settings.requests_per_second), None if database.is_sqlite else database),
            library,
            transport=transport,
        )
        sending = asyncio.create_task(deliver_webhooks(Deliverer(database, vault, transport), database.signals))
        publishing = desk_of(database, settings, drawing=DrawnByPool(pool, settings))
        publishing.library = library  # one for all: what is uploaded here is seen here at once
        app.state.publishing = publishing
        with ExitStack() as stack:
            stack.enter_context(hearing(database, (CALLERS, UPLOADS)))
            if database.is_sqlite:  # on a server database, `visualgen worker` does the jobs
                working = stack.enter_context(engine(settings, database, blobs, library=library, registry=app.state.measures.registry))
                working.start()
            try:
                yield
            finally:
                sending.cancel()
                if database.is_sqlite:
                    await run_sync(working.stop, LEAVING_S)
                await run_sync(stack.close)
                await run_sync(pool.close)
                await run_sync(database.close)

    app = FastAPI(
        title="visualgen",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.language = settings.language
    app.state.measures = Measures()
    for router in ROUTERS:
        app.include_router(router)
    errors.install(app)
    contract.install(app)
    app.add_middleware(BodyLimit, max_bytes=BODY_BYTES)
    app.add_middleware(OwnName, public_url=settings.public_url)
    app.add_middleware(Observed, measures=app.state.measures)
    app.add_middleware(EndsCleanly)
    return app
