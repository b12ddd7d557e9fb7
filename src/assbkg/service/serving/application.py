"""The service as an ASGI application: routes, what goes around them, and its workers."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from assbkg import __version__
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import AssbkgError
from assbkg.graph.publish import sha256
from assbkg.graph.query_catalogue import query_catalogue
from assbkg.graph.release import QUADS, open_release
from assbkg.service.page import page_routes, start_route
from assbkg.service.reading.frame import HEADERS as PAGE_HEADERS
from assbkg.service.reading.frame import styles
from assbkg.service.reading.problems import problem_page
from assbkg.service.serving.answers import Answers, Kept
from assbkg.service.serving.dataset import describe_on_pages
from assbkg.service.serving.description import (
    Figures,
    catalogue,
    count,
    describe_service,
    void_route,
)
from assbkg.service.serving.formats import HTML, choose, read_formats
from assbkg.service.serving.headers import SafeHeaders
from assbkg.service.serving.heads import GoodHeads
from assbkg.service.serving.library import library_routes
from assbkg.service.serving.limits import Limits
from assbkg.service.serving.pool import Pool
from assbkg.service.serving.problems import HttpProblem, problem_of, respond_with
from assbkg.service.serving.protocol import accepted, asks_nothing, pairs_of, read_question
from assbkg.service.serving.release_files import ReleaseFiles, release_routes
from assbkg.service.serving.room import Room
from assbkg.service.serving.sites import Site
from assbkg.service.serving.things import thing_routes
from assbkg.service.serving.worker import seed

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

__all__ = ["Served", "create_application", "read_served"]

_METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Served:
    """What is served, read once: later changes to the folders make no difference.

    `digest` stands for the release, `edition` for all that an answer depends on; `seed` is what
    a worker starts from.
    """

    graph: KnowledgeGraph
    digest: str
    edition: str
    figures: Figures
    seed: bytes

    @property
    def folder(self) -> Path:
        """The folder of the release."""
        return self.graph.release.folder


def read_served(folder: Path, queries: Path, limits: Limits) -> Served:
    """Read a release and the query library. Raises `BuildError` or `QueryError`."""
    release = open_release(folder)
    graph = KnowledgeGraph(release, queries)
    figures = count(release.store)
    digest = sha256(json.dumps(release.manifest, sort_keys=True).encode())
    described = catalogue(query_catalogue(graph.library, release.store), figures)
    return Served(
        graph=graph,
        digest=digest,
        edition=sha256(f"{__version__} {styles()} {digest} {sha256(described)}".encode()),
        figures=figures,
        seed=seed(release, release.read(QUADS), queries, limits, described),
    )


def create_application(
    served: Served, workers: int, limits: Limits, site: Site | None = None
) -> ASGIApp:
    """The service over a release; its workers live from startup to shutdown.

    Behind a proxy, `site` says by which URL others reach it.
    """
    site = site or Site()
    pool = Pool(served.seed, workers, limits)
    room = Room(limits.held_bytes)
    kept = Kept(limits.cache_bytes)
    describe = describe_on_pages(served.graph.release, site)
    answers = Answers(pool, served.edition, kept, room, behind_proxy=bool(site.public_url))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None, None]:
        await pool.open()
        try:
            yield
        finally:
            await pool.close()

    app = Starlette(
        routes=[
            *_sparql_routes(answers, served.figures, limits, site),
            *library_routes(served.graph.library, answers),
            *release_routes(ReleaseFiles(served.graph.release), describe),
            *thing_routes(served.graph.release.store, answers),
            void_route(served.figures, site),
            Route("/health", partial(_health, pool, served)),
            start_route(served.graph, describe),
            *page_routes(describe),
        ],
        exception_handlers={
            AssbkgError: _tell,
            ClientDisconnect: _leave,
            HTTPException: _tell_http,
            Exception: _tell_unexpected,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    cors = CORSMiddleware(
        app,
        allow_origins=["*"],
        allow_methods=_METHODS,
        allow_headers=["Accept", "Content-Type", "If-None-Match", "If-Range", "Range"],
        expose_headers=["Content-Range", "ETag", "Retry-After"],
    )
    return SafeHeaders(GoodHeads(cors, limits, partial(_allowed, app)))


def _allowed(app: Starlette, path: str) -> set[str]:
    """Return the methods of a path, none where nothing is."""
    scope = {"type": "http", "path": path, "method": "GET", "root_path": ""}
    fitting = (route for route in app.routes if route.matches(scope)[0] is not Match.NONE)
    return {method for route in fitting for method in getattr(route, "methods", None) or ()}


def _sparql_routes(answers: Answers, figures: Figures, limits: Limits, site: Site) -> list[Route]:
    async def sparql(request: Request) -> Response:
        if request.method != "POST" and asks_nothing(request):
            if read_formats(pairs_of(request), accepted(request)).graph == HTML:
                return RedirectResponse("/questions", HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
            return describe_service(request, figures, site)
        with answers.hold_body(request, limits.body_bytes):
            question = await read_question(request, limits)
            return await answers.respond(request, question, question.text)

    return [Route(path, sparql, methods=_METHODS) for path in ("/sparql", "/sparql/")]


async def _health(pool: Pool, served: Served, _: Request) -> Response:
    well = pool.alive > 0
    said = {
        "status": "ok" if well else "no worker is alive",
        "workers": {"alive": pool.alive, "wanted": pool.size},
        "release": served.digest,
        "triples": served.figures.union["triples"],
    }
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    text = json.dumps(said, indent=1) + "\n"
    return Response(text, status, {"Cache-Control": "no-store"}, media_type="application/json")


async def _tell(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssbkgError)
    return _respond_with(problem_of(error), request)


def _respond_with(problem: HttpProblem, request: Request) -> Response:
    """Answer with a problem: as a page to a browser, as problem details to everybody else."""
    if choose(accepted(request), ["application/problem+json", HTML]) != HTML:
        return respond_with(problem, request.scope["path"])
    headers = {**problem.headers, **PAGE_HEADERS, "Cache-Control": "no-store", "Vary": "Accept"}
    return Response(problem_page(problem), problem.status, headers, media_type=HTML)


async def _leave(_: Request, __: Exception) -> Response:
    """Answer somebody who has left, which nobody gets."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _tell_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"{error.detail}: {request.scope['path']}"
    expected = "GET or POST to /sparql, or GET of /queries, /health or /.well-known/void"
    return _respond_with(HttpProblem(error.status_code, detail, expected, error.headers), request)


async def _tell_unexpected(request: Request, _: Exception) -> Response:
    return _respond_with(HttpProblem(500, "a fault of the service itself; see its log"), request)
