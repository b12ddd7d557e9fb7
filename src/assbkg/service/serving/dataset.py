"""The release as a schema.org `Dataset`, which search engines read on the pages of the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from assbkg.errors import AssbkgError
from assbkg.graph.crate import CRATE, schema_dataset
from assbkg.graph.describing import DATASET
from assbkg.graph.release import Release
from assbkg.service.page.caching import Describe
from assbkg.service.reading.markup import Markup, data_block
from assbkg.service.serving.limits import MIB
from assbkg.service.serving.release_files import media_type_of
from assbkg.service.serving.sites import Site
from assbkg.vocabulary import KG, ONTOLOGY, expand

__all__ = ["dataset", "describe_on_pages"]

_LONGEST_CRATE: Final = 4 * MIB
_NO_CRATE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_KIND: Final = "application/ld+json"
_HEADER: Final = {
    "name": "dcterms:title",
    "description": "dcterms:description",
    "license": "dcterms:license",
}
_SOURCE: Final = {"name": "dcterms:title", "author": "dcterms:creator"}


def describe_on_pages(release: Release, site: Site) -> Describe:
    """Return what gives the description, with the addresses by which a request came."""

    @lru_cache(maxsize=8)
    def at(address: str) -> Markup:
        return data_block(_KIND, dataset(release, address))

    return lambda scope: at(site.address(scope))


def dataset(release: Release, address: str) -> dict[str, Any]:
    """Return the description as JSON-LD; `address` is the service's, without a slash at its end.

    It is that of the release's own crate; of a release without one, what manifest and graph give.
    """
    if CRATE in release.manifest["outputs"]:
        # The crate of somebody's own may be anything.
        with suppress(AssbkgError, *_NO_CRATE):
            crate = release.read(CRATE)
            if len(crate) <= _LONGEST_CRATE:
                described = schema_dataset(crate, f"{address}/release/")
                return {**described, "url": f"{address}/"}
    store = release.store
    made: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        **_said(store, ONTOLOGY, _HEADER),
        "url": f"{address}/",
        "isAccessibleForFree": True,
    }
    if isinstance(release.manifest.get("ontology_version"), str):
        made["version"] = release.ontology_version
        made["isBasedOn"] = [
            {"@type": "ScholarlyArticle", "@id": KG + source, **_said(store, KG + source, _SOURCE)}
            for source in release.sources
        ]
    made["distribution"] = list(_downloads(release, address))
    return made


def _downloads(release: Release, address: str) -> Iterator[dict[str, str]]:
    for name, digest in sorted(release.manifest["outputs"].items()):
        yield {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": f"{address}/release/{name}",
            "encodingFormat": media_type_of(name).partition(";")[0],
            "sha256": digest,
        }


def _said(store: Store, iri: str, names: Mapping[str, str]) -> dict[str, str]:
    """Return the first value of each property that a thing has."""
    made: dict[str, str] = {}
    for name, predicate in names.items():
        found = store.quads_for_pattern(NamedNode(iri), NamedNode(expand(predicate)), None, None)
        values = (q.object.value for q in found if isinstance(q.object, (NamedNode, Literal)))
        if (value := min(values, default=None)) is not None:
            made[name] = value
    return made
