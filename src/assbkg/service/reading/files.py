"""The files of a release as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assbkg.service.reading.answers import table
from assbkg.service.reading.frame import frame
from assbkg.service.reading.markup import Markup, element

__all__ = ["files_page"]


def files_page(listing: Sequence[Mapping[str, object]], data: Markup | None = None) -> bytes:
    """Return the page of what there is to download; `data` is for machines that read it."""
    lines = [
        element(
            "tr",
            element("td", element("a", str(file["name"]), href=str(file["path"]))),
            element("td", str(file["media_type"]).partition(";")[0]),
            element("td", "" if file["bytes"] is None else f"{file['bytes']:,}", class_="number"),
            element("td", element("span", str(file["sha256"]), class_="iri")),
        )
        for file in listing
    ]
    title = "Files of the release"
    return frame(
        title,
        element("h1", title),
        element("p", "Each is sent as the manifest names it, with its SHA-256 as ETag."),
        table(("file", "media type", "bytes", "SHA-256"), lines, title),
        data=data,
    )
