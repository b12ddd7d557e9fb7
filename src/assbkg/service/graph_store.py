"""A graph store on another server: put a named graph there, count what it holds.

The SPARQL 1.1 Graph Store HTTP Protocol: `PUT ?graph=<iri>` replaces one named graph.

All or nothing, for each graph, rests on three things. The whole graph goes in one request;
its length goes ahead, so that a body that breaks off is never taken for a whole one; and
the server carries out a request in one transaction. The protocol does not ask for the
third: Oxigraph does so since 0.5.10, and emptied the graph first before. So `upload` counts
afterwards and does not trust the server's word.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from assbkg.errors import NoAnswer, UploadError
from assbkg.service.endpoint import Endpoint
from assbkg.service.exchange import Body, Patience, Request, exchange

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

__all__ = ["N_TRIPLES", "GraphStore", "guess_store"]

N_TRIPLES: Final = "application/n-triples"

_JSON: Final = "application/sparql-results+json"

#: How well-known servers name the query endpoint beside the graph store: Oxigraph,
#: Fuseki, GraphDB and RDF4J, Virtuoso without and with login.
_BESIDE: Final = (
    ("/store", "/query"),
    ("/data", "/query"),
    ("/rdf-graphs/service", ""),
    ("/sparql-graph-crud", "/sparql"),
    ("/sparql-graph-crud-auth", "/sparql-auth"),
)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_COUNT_BYTES: Final = 100_000
_READ_BYTES: Final = 1 << 20
#: How many times as long as what was sent the same triples may be when read back.
_LONGER: Final = 8
_SPARE_BYTES: Final = 1 << 20


@dataclass(frozen=True)
class GraphStore:
    """A graph store and, where there is one, the query endpoint over the same graphs.

    `authorisation` is the value of the header, which is sent only to the origin of the store.
    """

    store: Endpoint
    query: Endpoint | None = None
    authorisation: str | None = field(default=None, repr=False)
    patience: Patience = field(default_factory=Patience)

    @property
    def shows_credentials(self) -> bool:
        """Whether credentials go unencrypted over a network, where others can read them."""
        scheme, host, _ = self.store.origin
        return self.authorisation is not None and scheme == "http" and host not in _LOOPBACK

    def put(self, graph: str, body: Body) -> None:
        """Replace a named graph. Raises `UploadError` when the server does not confirm it."""
        request = Request("PUT", {"graph": graph}, self._headers(self.store), body)
        exchange(self.store, request, self.patience, _drop_answer)

    def count(self, graph: str) -> int | None:
        """Count the triples of a named graph by query; None without a query endpoint.

        The result is None too if an endpoint guessed from the store's URL turns out not to be
        one. Raises `UploadError` when the given endpoint refuses, and `NoAnswer` when it can't
        be reached.
        """
        endpoint = self.query or self._guessed()
        if endpoint is None:
            return None
        asked = f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        headers = self._headers(endpoint) | {"Accept": _JSON}
        request = Request("GET", {"query": asked}, headers)
        try:
            return exchange(endpoint, request, self.patience, _count_in_answer)
        except NoAnswer:
            raise
        except UploadError:
            if self.query is not None:
                raise
            return None

    def count_by_reading(self, graph: str, sent: Body) -> int | None:
        """Count the triples of a named graph by reading all of it back.

        The result is None when the server gives no N-Triples. Raises `UploadError` when it
        fails, or gives far more than was `sent`.
        """
        most = _SPARE_BYTES + _LONGER * sent.size
        headers = self._headers(self.store) | {"Accept": N_TRIPLES}
        request = Request("GET", {"graph": graph}, headers, answer_bytes=most)
        return exchange(self.store, request, self.patience, _lines_of_answer)

    def _guessed(self) -> Endpoint | None:
        path = self.store.url.path.rstrip("/")
        for ending, beside in _BESIDE:
            if path.endswith(ending):
                return self.store.at(path.removesuffix(ending) + beside)
        return None

    def _headers(self, endpoint: Endpoint) -> dict[str, str]:
        if self.authorisation is None or endpoint.origin != self.store.origin:
            return {}
        return {"Authorization": self.authorisation}


def guess_store(query: Endpoint) -> Endpoint | None:
    """Return where the graph store beside a query endpoint probably is, or None.

    Oxigraph and Fuseki both have `/query`; with Fuseki it stands below the name of a dataset.
    """
    path = query.url.path.rstrip("/")
    if path.startswith("/repositories/"):
        return query.at(path + "/rdf-graphs/service")
    if path == "/sparql":
        return query.at("/sparql-graph-crud")
    if path.endswith(("/query", "/sparql")):
        above = path.rpartition("/")[0]
        return query.at(f"{above}/data" if above else "/store")
    return None


def _count_in_answer(response: BaseHTTPResponse) -> int:
    """Return the one number of a SELECT result. Some servers answer 200 and break off midway."""
    try:
        result = json.loads(response.read(_COUNT_BYTES))
        return int(result["results"]["bindings"][0]["count"]["value"])
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UploadError("the query endpoint returned no count") from error


def _drop_answer(response: BaseHTTPResponse) -> None:
    """Read the beginning of what a server says beside its status."""
    response.read(_READ_BYTES)


def _lines_of_answer(response: BaseHTTPResponse) -> int | None:
    """Count N-Triples, in which newlines stand only between triples; None for another form."""
    if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != N_TRIPLES:
        return None
    triples, last = 0, b""
    while chunk := response.read(_READ_BYTES):
        lines = (last + chunk).split(b"\n")
        last = lines.pop()
        triples += sum(1 for line in lines if _holds_triple(line))
    return triples + _holds_triple(last)


def _holds_triple(line: bytes) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(b"#")
