"""The application, made from settings: the desk, the guards, the routes and the contract."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync
from fastapi import FastAPI

from api import contract, errors
from api.desk import Desk
from api.guards import BodyLimit, EndsCleanly, LoopbackOnly
from api.health import endpoints as health
from api.kits import endpoints as kits
from api.library import Library
from api.renders import endpoints as renders
from api.templates import endpoints as templates
from visualgen import __version__
from visualgen.batch.pool import RenderPool, render_pool
from visualgen.settings import Settings

BODY_BYTES = 100_000_000
"""The heaviest body taken: a few photos of a phone."""


def create_app(settings: Settings, *, workers: int | None = None) -> FastAPI:
    """Return the service; its worker processes (one a core, if not said) start and end with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        def open_pool() -> RenderPool:
            pool = render_pool(workers or os.cpu_count() or 1, settings)
            pool.start()
            return pool

        pool = await run_sync(open_pool)
        app.state.desk = Desk(settings, Library.open(settings), pool)
        try:
            yield
        finally:
            await run_sync(pool.close)

    app = FastAPI(
        title="visualgen",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.language = settings.language
    for router in (renders.router, templates.router, kits.router, health.router):
        app.include_router(router)
    errors.install(app)
    contract.install(app)
    app.add_middleware(BodyLimit, max_bytes=BODY_BYTES)
    app.add_middleware(LoopbackOnly)
    app.add_middleware(EndsCleanly)
    return app
