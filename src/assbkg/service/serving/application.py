"""The service as an ASGI application: its routes, its middleware and its workers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from assbkg import __version__
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import AssbkgError, UnknownName
from assbkg.graph.publish import sha256
from assbkg.graph.query_catalogue import query_catalogue
from assbkg.graph.release import QUADS, open_release
from assbkg.library import Library, NamedQuery
from assbkg.nearest import nearest
from assbkg.service.page.routes import page_routes, start_route
from assbkg.service.reading.answers import problem_page
from assbkg.service.reading.frame import HEADERS as PAGE_HEADERS
from assbkg.service.reading.frame import styles
from assbkg.service.reading.portrait import exists
from assbkg.service.serving.answers import Answers, Kept, Room
from assbkg.service.serving.description import (
    Figures,
    catalogue,
    count,
    describe_on_pages,
    describe_service,
    void_route,
)
from assbkg.service.serving.formats import HTML, OPTIONS, choose, parted, read_formats
from assbkg.service.serving.heads import GoodHeads, SafeHeaders, Site
from assbkg.service.serving.pool import Pool
from assbkg.service.serving.problems import HttpProblem, Limits, problem_of, respond_with
from assbkg.service.serving.questions import (
    LibraryQuestion,
    ThingQuestion,
    accepted,
    asks_nothing,
    pairs_of,
    read_question,
)
from assbkg.service.serving.release_files import ReleaseFiles, release_routes
from assbkg.service.serving.worker import seed
from assbkg.vocabulary import ASSB, KG, ONTOLOGY

if TYPE_CHECKING:
    from pyoxigraph import Store
    from starlette.requests import Request
    from starlette.types import ASGIApp


__all__ = ["Served", "create_application", "library_routes", "read_served", "thing_routes"]
_METHODS = ("GET", "POST")


def thing_routes(store: Store, answers: Answers) -> list[Route]:
    """Return routes for `/id/<name>`, `/ontology/<Term>` and `/ontology`, with an ending or not."""

    async def respond(request: Request, iri: str, ending: str = "") -> Response:
        formats = read_formats(pairs_of(request), accepted(request), ending)
        return await answers.respond(request, ThingQuestion(iri, formats), "")

    async def named(request: Request, namespace: str) -> Response:
        name = request.path_params["name"]
        stem, ending = parted(name)
        # Names have dots too: what follows one is an ending unless the whole is a thing's name.
        if ending and not exists(namespace + name, store):
            return await respond(request, namespace + stem, ending)
        return await respond(request, namespace + name)

    async def thing(request: Request) -> Response:
        return await named(request, KG)

    async def term(request: Request) -> Response:
        return await named(request, ASSB)

    async def whole(request: Request) -> Response:
        return await respond(request, ONTOLOGY, request.path_params.get("ending", ""))

    return [
        Route("/id/{name:path}", thing),
        Route("/ontology", whole),
        Route("/ontology/", whole),
        Route("/ontology.{ending}", whole),
        Route("/ontology/{name:path}", term),
    ]


def library_routes(library: Library, answers: Answers) -> list[Route]:
    """Return routes for `/queries`, `/queries/<name>`, and `/queries/<name>/answer` or `….csv`."""
    listing = [_describe(query) for query in library.queries.values()]

    async def every(_: Request) -> Response:
        return _json(listing)

    async def one(request: Request) -> Response:
        name = request.path_params["name"]
        stem, ending = parted(name)
        if ending and name not in library.queries:
            return await answer(request, _find(library, stem), ending)
        query = _find(library, name)
        return _json({**_describe(query), "sparql": query.text})

    async def by_name(request: Request) -> Response:
        return await answer(request, _find(library, request.path_params["name"]))

    async def answer(request: Request, query: NamedQuery, ending: str = "") -> Response:
        pairs = pairs_of(request)
        options = [pair for pair in pairs if _is_option(pair[0], query)]
        values = _values(query, [pair for pair in pairs if not _is_option(pair[0], query)])
        formats = read_formats(options, accepted(request), ending)
        question = LibraryQuestion(query.name, values, formats)
        return await answers.respond(request, question, query.text)

    return [
        Route("/queries", every),
        Route("/queries/{name}", one),
        Route("/queries/{name}/answer", by_name),
    ]


def _is_option(key: str, query: NamedQuery) -> bool:
    """Tell whether a key chooses a format; a query's own parameter of that name wins."""
    return key in OPTIONS and all(parameter.name != key for parameter in query.parameters)


def _find(library: Library, name: str) -> NamedQuery:
    try:
        return library[name]
    except UnknownName as error:
        expected = "one of the names that /queries lists"
        raise HttpProblem(HTTPStatus.NOT_FOUND, str(error), expected) from error


def _values(query: NamedQuery, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the values of parameters, each given once. Raises `UnknownName`, `HttpProblem`."""
    known = [parameter.name for parameter in query.parameters]
    for key, times in Counter(key for key, _ in pairs).items():
        if key not in known:
            raise UnknownName(f"parameter of {query.name!r}", key, nearest(key, known) or known)
        if times > 1:
            raise HttpProblem(HTTPStatus.BAD_REQUEST, f"{key!r} is given {times} times", "it once")
    return dict(pairs)


def _describe(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "question": query.question,
        "parameters": [asdict(parameter) for parameter in query.parameters],
        "columns": list(query.columns),
    }


def _json(value: object) -> Response:
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    headers = {"Cache-Control": "no-cache"}
    return Response(text, headers=headers, media_type="application/json")


@dataclass(frozen=True)
class Served:
    """What is served, read once: later changes to the folders make no difference.

    `digest` identifies the release, `edition` everything that an answer depends on; `seed` is
    the first message to the process that forks workers.
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
    """Return the service over a release; its workers live from startup to shutdown.

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
            AssbkgError: _respond_to_ours,
            ClientDisconnect: _leave,
            HTTPException: _respond_to_http,
            Exception: _respond_to_fault,
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
    report = {
        "status": "ok" if well else "no worker is alive",
        "workers": {"alive": pool.alive, "wanted": pool.size},
        "release": served.digest,
        "triples": served.figures.union["triples"],
    }
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    text = json.dumps(report, indent=1) + "\n"
    return Response(text, status, {"Cache-Control": "no-store"}, media_type="application/json")


async def _respond_to_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssbkgError)
    return _respond_with(problem_of(error), request)


def _respond_with(problem: HttpProblem, request: Request) -> Response:
    """Answer with a problem: as a page to a browser, as problem details to everybody else."""
    if choose(accepted(request), ["application/problem+json", HTML]) != HTML:
        return respond_with(problem, request.scope["path"])
    headers = {**problem.headers, **PAGE_HEADERS, "Cache-Control": "no-store", "Vary": "Accept"}
    return Response(problem_page(problem), problem.status, headers, media_type=HTML)


async def _leave(_: Request, __: Exception) -> Response:
    """Answer a client that has left; the answer is dropped."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _respond_to_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"{error.detail}: {request.scope['path']}"
    expected = "GET or POST to /sparql, or GET of /queries, /health or /.well-known/void"
    return _respond_with(HttpProblem(error.status_code, detail, expected, error.headers), request)


async def _respond_to_fault(request: Request, _: Exception) -> Response:
    return _respond_with(HttpProblem(500, "an internal error of the service; see its log"), request)
