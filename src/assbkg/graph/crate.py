"""A release as an RO-Crate 1.2, and its root as a schema.org `Dataset` for web pages.

<https://www.researchobject.org/ro-crate/specification/1.2/>
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final

from assbkg.curation.corpus import SourceInfo
from assbkg.graph.describing import DATASET, FILES, Description
from assbkg.graph.publish import MANIFEST, Written
from assbkg.vocabulary import KG

__all__ = ["CRATE", "as_script", "crate_metadata", "schema_dataset"]

#: The file of a release that makes it a crate.
CRATE: Final = "ro-crate-metadata.json"

_CONTEXT: Final = "https://w3id.org/ro/crate/1.2/context"
_PROFILE: Final = "https://w3id.org/ro/crate/1.2"
_CREATOR: Final = "#creator"
_ROOT: Final = "./"
#: The most values in what stands in the place of references.
_MOST_INLINED: Final = 10_000
#: What the root of a crate has that web pages show, too.
_SHOWN: Final = ("name", "description", "version", "datePublished", "keywords", "identifier")


def crate_metadata(description: Description, files: Mapping[str, Written]) -> bytes:
    """Return the metadata of a crate that holds `files` and their manifest."""
    entities = [
        _metadata(),
        _root(description, files),
        *_files(files),
        *_context(description),
        *(entity for source in description.sources for entity in _article(source)),
    ]
    data = {"@context": _CONTEXT, "@graph": entities}
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def schema_dataset(crate: bytes, address: str = "") -> dict[str, Any]:
    """Return the schema.org `Dataset` of a crate as JSON-LD, for the pages that tell of it.

    `address` is that of the folder in which its files can be fetched, with a slash at its end;
    without one, no file has an address. Raises `ValueError`, `LookupError`, `TypeError`,
    `AttributeError` or `RecursionError` for what is no such crate.
    """
    entities = {entity["@id"]: entity for entity in json.loads(crate)["@graph"]}
    root = entities[_ROOT]
    made: dict[str, Any] = {"@context": "https://schema.org/", "@type": "Dataset", "@id": DATASET}
    made |= {name: root[name] for name in _SHOWN if name in root}
    if "license" in root:
        made["license"] = root["license"]["@id"]
    made["isAccessibleForFree"] = True
    for name in ("creator", "isBasedOn"):
        if name in root:
            made[name] = _inlined(root[name], entities, count(1))
    made["distribution"] = [
        _download(entities[part["@id"]], address)
        for part in root["hasPart"]
        if part["@id"] in FILES
    ]
    return made


def as_script(data: Mapping[str, Any]) -> str:
    """Return JSON-LD as an element of a page, which no text in it can end."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/ld+json">\n{text}\n</script>'


def _metadata() -> dict[str, Any]:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": _ROOT},
        "conformsTo": {"@id": _PROFILE},
    }


def _root(description: Description, files: Mapping[str, Written]) -> dict[str, Any]:
    root: dict[str, Any] = {
        "@id": _ROOT,
        "@type": "Dataset",
        "name": description.title,
        "description": description.description,
        "datePublished": description.issued,
        "version": description.version,
        "identifier": DATASET,
        "keywords": list(description.keywords),
        "isBasedOn": [{"@id": KG + source.id} for source in description.sources],
        "hasPart": [{"@id": name} for name in sorted([*files, MANIFEST])],
    }
    if description.licence:
        root["license"] = {"@id": description.licence}
    if description.creator:
        root["creator"] = {"@id": _CREATOR}
    return {name: value for name, value in root.items() if value}


def _files(files: Mapping[str, Written]) -> Iterator[dict[str, Any]]:
    for name, file in sorted(files.items()):
        kind = FILES[name]
        yield {
            "@id": name,
            "@type": "File",
            "name": name,
            "description": kind.holds,
            "encodingFormat": kind.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
    yield {
        "@id": MANIFEST,
        "@type": "File",
        "name": MANIFEST,
        "description": "Versions, counts, and the SHA-256 of all inputs and of all other files",
        "encodingFormat": "application/json",
    }


def _context(description: Description) -> Iterator[dict[str, Any]]:
    if description.licence:
        yield {"@id": description.licence, "@type": "CreativeWork", "name": description.licence}
    if description.creator:
        yield {"@id": _CREATOR, "@type": "Organization", "name": description.creator}


def _article(source: SourceInfo) -> Iterator[dict[str, Any]]:
    """Yield a curated source and its authors, of whom nothing but the name is known."""
    people = {f"#{source.id}-author-{n}": name for n, name in enumerate(source.authors, 1)}
    article: dict[str, Any] = {
        "@id": KG + source.id,
        "@type": "CreativeWork" if source.is_background else "ScholarlyArticle",
        "name": source.title,
        "author": [{"@id": person} for person in people],
    }
    if source.year:
        article["datePublished"] = str(source.year)
    if source.doi:
        article["identifier"] = f"https://doi.org/{source.doi}"
    yield article
    for person, name in people.items():
        yield {"@id": person, "@type": "Person", "name": name}


def _inlined(value: Any, entities: Mapping[str, Any], taken: count[int]) -> Any:  # noqa: ANN401
    """Put what a reference leads to in its place, without names that hold in the crate alone."""
    if next(taken) > _MOST_INLINED:
        raise ValueError("entities of the crate refer to one another too often")
    if isinstance(value, list):
        return [_inlined(each, entities, taken) for each in value]
    if not isinstance(value, dict):
        return value
    entity = entities[value["@id"]]
    return {
        name: _inlined(inner, entities, taken)
        for name, inner in entity.items()
        if name != "@id" or not inner.startswith("#")
    }


def _download(file: Mapping[str, Any], address: str) -> dict[str, Any]:
    kept = ("name", "description", "encodingFormat", "contentSize", "sha256")
    made = {"@type": "DataDownload", **{name: file[name] for name in kept}}
    if address:
        made["contentUrl"] = address + file["@id"]
    return made
