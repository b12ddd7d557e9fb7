"""Routes of things and terms: what their IRIs lead to, in the form that a client takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from assbkg.asking.portrait import exists
from assbkg.service.serving.formats import parted, read_formats
from assbkg.service.serving.protocol import accepted, pairs_of
from assbkg.service.serving.questions import ThingQuestion
from assbkg.vocabulary import ASSB, KG, ONTOLOGY

if TYPE_CHECKING:
    from pyoxigraph import Store
    from starlette.requests import Request
    from starlette.responses import Response

    from assbkg.service.serving.answers import Answers

__all__ = ["thing_routes"]


def thing_routes(store: Store, answers: Answers) -> list[Route]:
    """`/id/<name>`, `/ontology/<Term>` and `/ontology`, each with an ending or without."""

    async def respond(request: Request, iri: str, ending: str = "") -> Response:
        formats = read_formats(pairs_of(request), accepted(request), ending)
        return await answers.respond(request, ThingQuestion(iri, formats), "")

    async def named(request: Request, namespace: str) -> Response:
        name = request.path_params["name"]
        stem, ending = parted(name)
        # Names have dots, too: an ending is one where the name without it is a thing's.
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
