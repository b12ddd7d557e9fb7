"""Downloads: the files that the manifest of the release names, and no others."""

from __future__ import annotations

import asyncio
import json
import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from assbkg.errors import AssbkgError, UnreadableFile
from assbkg.files.opening import opened, parse_json, read_bytes, sha256_of
from assbkg.files.ownership import SIGNATURE_SUFFIX
from assbkg.graph.publish import MANIFEST, MOST_BYTES, outputs, sha256
from assbkg.nearest import nearest
from assbkg.service.page.routes import Describe, is_current
from assbkg.service.reading.answers import files_page
from assbkg.service.reading.frame import HEADERS, Markup
from assbkg.service.serving.formats import HTML, choose, read_formats, require
from assbkg.service.serving.problems import HttpProblem, respond_with
from assbkg.service.serving.questions import accepted, pairs_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from assbkg.graph.release import Release

__all__ = ["ReleaseFiles", "release_routes"]

_SIGNATURE: Final = MANIFEST + SIGNATURE_SUFFIX
_MOST_SIGNATURE: Final = 64 * 1024
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".owl": "application/rdf+xml",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
    ".ttl": "text/turtle; charset=utf-8",
}
#: The type that no browser displays or runs.
_UNKNOWN: Final = "application/octet-stream"
_PIECE: Final = 256 * 1024
#: Characters of a wrong name shown, and number of names listed when none is near.
_LONGEST: Final = 200
_OFFERED: Final = 20
#: One range of bytes, of no more digits than a file can be long.
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")

#: Which file this is, and which version of it: device, number, size and time of change.
_Stamp = tuple[int, int, int, int]


@dataclass
class _File:
    """One file: its SHA-256, and the versions on disk that matched it, and did not."""

    path: Path
    sha256: str
    checked: _Stamp | None = None
    refused: _Stamp | None = None

    @property
    def etag(self) -> str:
        return f'"{self.sha256}"'


class ReleaseFiles:
    """The files of a release as they were when the service started.

    A file is compared with the manifest before it is sent, and refused if it was altered.
    """

    def __init__(self, release: Release) -> None:
        self._folder = release.folder
        listed = outputs(release.manifest, release.folder / MANIFEST)
        self._files = {name: _File(self._folder / name, one) for name, one in listed.items()}
        for name, data in _beside(release):
            self._files[name] = _File(self._folder / name, sha256(data))
        self._checking = asyncio.Lock()

    def listing(self) -> list[dict[str, object]]:
        """Return the files to download, each with its current size."""
        return [
            {
                "name": name,
                "path": f"/release/{name}",
                "media_type": media_type_of(name),
                "bytes": _size(file.path),
                "sha256": file.sha256,
            }
            for name, file in sorted(self._files.items())
        ]

    async def respond(self, request: Request, name: str) -> Response:
        """Answer with a file or a part of it. Raises `HttpProblem` if there is no such file."""
        file = self._files.get(name)
        if file is None:
            near = nearest(name, self._files) if len(name) < _LONGEST else ()
            expected = "one of " + ", ".join(near or sorted(self._files)[:_OFFERED])
            detail = f"the release has no file {name[:_LONGEST]!a}"
            raise HttpProblem(HTTPStatus.NOT_FOUND, detail, expected)
        headers = {
            "ETag": file.etag,
            "Cache-Control": "no-cache",
            "Accept-Ranges": "bytes",
        }
        if is_current(request, file.etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        size = await self._check(file)
        digest = b64encode(bytes.fromhex(file.sha256)).decode()
        headers |= {
            "Content-Type": media_type_of(name),
            "Content-Disposition": f'attachment; filename="{name.rpartition("/")[2]}"',
            "Repr-Digest": f"sha-256=:{digest}:",
        }
        part = _part(request, file.etag, size)
        if part is None:
            return _Sent(file, HTTPStatus.OK, headers, 0, size)
        first, last = part
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        return _Sent(file, HTTPStatus.PARTIAL_CONTENT, headers, first, last + 1)

    async def _check(self, file: _File) -> int:
        """Return the size of a file, once it is known to be what the manifest says."""
        async with self._checking:
            try:
                stamp = _stamp(file.path.stat())
                if stamp == file.refused:
                    raise _altered(file.path)
                if stamp != file.checked:
                    found = await asyncio.to_thread(sha256_of, file.path, self._folder)
                    if found != file.sha256:
                        file.refused = stamp
                        raise _altered(file.path)
                    file.checked = stamp
            except (OSError, UnreadableFile) as error:
                raise _altered(file.path) from error
            return stamp[2]


def release_routes(files: ReleaseFiles, describe: Describe | None = None) -> list[Route]:
    """Return routes for `/release`, which lists the files, and `/release/<name>`."""

    async def every(request: Request) -> Response:
        options = pairs_of(request)
        form = read_formats(options, accepted(request)).graph if options else None
        offered = ["application/json", HTML]
        named = {"application/ld+json": "application/json", HTML: HTML}.get(form or "")
        chosen = require(named if options else choose(accepted(request), offered), offered)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
        listing = await asyncio.to_thread(files.listing)
        if chosen == HTML:
            data = Markup(describe(request.scope)) if describe else None
            page = await asyncio.to_thread(files_page, listing, data)
            return Response(page, headers={**headers, **HEADERS}, media_type=HTML)
        text = json.dumps({"files": listing}, indent=1) + "\n"
        return Response(text, headers=headers, media_type=chosen)

    async def one(request: Request) -> Response:
        return await files.respond(request, request.path_params["name"])

    return [Route("/release", every), Route("/release/{name:path}", one)]


def media_type_of(name: str) -> str:
    """Return the media type of a file of a release.

    >>> media_type_of("ontology.owl"), media_type_of("page.html")
    ('application/rdf+xml', 'application/octet-stream')
    """
    return _MEDIA_TYPES.get(Path(name).suffix, _UNKNOWN)


class _Sent(Response):
    """A file, or a part of it, that is read piece by piece as it is taken."""

    def __init__(
        self, file: _File, status: HTTPStatus, headers: dict[str, str], first: int, end: int
    ) -> None:
        super().__init__(status_code=status, headers=headers)
        self._file = file
        self._first, self._end = first, end
        self.headers["content-length"] = str(end - first)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file. Ends the connection if the file is altered meanwhile."""
        with ExitStack() as open_files:
            try:
                content = open_files.enter_context(_opened_as_checked(self._file))
            except HttpProblem as problem:
                await respond_with(problem, scope["path"])(scope, receive, send)
                return
            start = {"type": "http.response.start", "status": self.status_code}
            await send({**start, "headers": self.raw_headers})
            at = self._end if scope["method"] == "HEAD" else self._first
            content.seek(at)
            while at < self._end:
                piece = await asyncio.to_thread(content.read, min(_PIECE, self._end - at))
                if not piece:
                    raise _altered(self._file.path)
                at += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


@contextmanager
def _opened_as_checked(file: _File) -> Iterator[IO[bytes]]:
    """Open the version of a file that was checked. Raises `HttpProblem` for any other."""
    try:
        with opened(file.path) as content:
            if _stamp(os.fstat(content.fileno())) != file.checked:
                raise _altered(file.path)
            yield content
    except UnreadableFile as error:
        raise _altered(file.path) from error


def _beside(release: Release) -> Iterator[tuple[str, bytes]]:
    """Yield the manifest and its signature, which no manifest lists."""
    path = release.folder / MANIFEST
    with suppress(AssbkgError):
        data = read_bytes(path, MOST_BYTES, release.folder)
        if parse_json(data.decode(), path) == release.manifest:
            yield MANIFEST, data
            signature = release.folder / _SIGNATURE
            yield _SIGNATURE, read_bytes(signature, _MOST_SIGNATURE, release.folder)


def _part(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that a request asks for; None for all of them.

    Several ranges, or an ill-formed one, are ignored, as RFC 9110 allows. Raises
    `HttpProblem` for a range beyond the end.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", etag) != etag or found[0] == "bytes=-":
        return None
    if not found[1]:  # a number of bytes from the end
        first, last = max(size - int(found[2]), 0), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size - 1), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    if first > last:
        raise HttpProblem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "the range lies beyond the end of the file",
            f"bytes from 0 to {size - 1}",
            {"Content-Range": f"bytes */{size}"},
        )
    return first, last


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _altered(path: Path) -> HttpProblem:
    return HttpProblem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        f"{path.name} is not what it was when the service started; a new release may be in place",
        "a restart of the service by its operator",
    )
