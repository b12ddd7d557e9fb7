"""Check every file of a release, a report or a folder of facts against its manifest, and sign it.

A signature covers the manifest, and the manifest covers all other files.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assbkg.errors import BuildError, SignatureError, UnreadableFile
from assbkg.files.locking import reading
from assbkg.files.opening import read_bytes, sha256_of
from assbkg.files.ownership import SIGNATURE_SUFFIX, walk
from assbkg.graph.publish import MANIFEST, MOST_BYTES, outputs, read_manifest
from assbkg.graph.release import FORMAT
from assbkg.signing import MOST_KEY_BYTES, PublicKey, check_signature, sign

__all__ = ["MARKS", "MOST_ENTRIES", "Verification", "held", "seal", "signed_by", "verify"]


#: The manifests by which a folder is recognised; each lists all other files.
MARKS: Final = (MANIFEST, "facts.json")

#: Maximum number of files and folders that are checked.
MOST_ENTRIES: Final = 100_000

_REPORT: Final = "assbkg report 1"


@dataclass(frozen=True)
class Verification:
    """What a folder is, and all that is wrong with it.

    `made_with` are versions from its manifest, `files` how many it lists, `size` their bytes.
    Each problem begins with the path of a file.
    """

    what: str
    made_with: Mapping[str, str]
    files: int
    size: int
    problems: tuple[str, ...]


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Lock a folder for reading and yield its manifest: a writer waits meanwhile.

    Raises `BuildError` if it has none.
    """
    for mark in MARKS:
        # Looked for once the folder is held: before, a writer may be about to move it.
        with reading(folder, mark) as found:
            if os.path.lexists(found / mark):
                yield found / mark
                return
    raise BuildError(
        f"{folder}: holds no {' and no '.join(MARKS)}; expected a release, a report "
        "or a folder of facts"
    )


def verify(mark: Path) -> Verification:
    """Check every file in a folder against its manifest: none missing, altered or foreign.

    A signature may stand beside the manifest, `mark`. Raises `BuildError` or `UnreadableFile`
    if the manifest can't be understood.
    """
    manifest = read_manifest(mark)
    what, sums = _understood(manifest, mark)
    size, strangers = _looked_through(mark.parent, {*sums, mark.name, mark.name + SIGNATURE_SUFFIX})
    problems = sorted([*_altered(mark.parent, sums), *strangers])
    return Verification(what, _made_with(manifest), len(sums), size, tuple(problems))


def _understood(manifest: Mapping[str, Any], mark: Path) -> tuple[str, dict[str, str]]:
    """Return the kind of folder that a manifest describes, and the SHA-256 of each file."""
    form = manifest.get("format")
    if mark.name != MANIFEST:
        return "folder of facts", _sums(manifest, mark)
    if type(form) is int and form == FORMAT:
        return f"release of format {form}", outputs(manifest, mark)
    if form == _REPORT:
        return "report", outputs(manifest, mark)
    raise BuildError(
        f"{mark}: is of format {ascii(form)[:40]}, expected {FORMAT} for a release or {_REPORT!r}"
    )


def _sums(manifest: Mapping[str, Any], mark: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a folder of facts."""
    listed = manifest.get("files")
    if listed is None:
        raise BuildError(
            f"{mark}: lists no sums, as those of an older version; write the folder again"
        )
    if not isinstance(listed, dict) or not all(isinstance(one, dict) for one in listed.values()):
        raise BuildError(f"{mark}: 'files' is not a list of files with their sums")
    return outputs({"outputs": {name: one.get("sha256") for name, one in listed.items()}}, mark)


def _altered(folder: Path, sums: Mapping[str, str]) -> Iterator[str]:
    for name, expected in sorted(sums.items()):
        try:
            if sha256_of(folder / name, folder) != expected:
                yield f"{folder / name}: does not match the manifest; it was altered or truncated"
        except UnreadableFile as error:
            yield str(error)


def _looked_through(folder: Path, expected: set[str]) -> tuple[int, list[str]]:
    """Return the total size of the files in a folder, and the problems with them."""
    above = {parent.as_posix() for name in expected for parent in Path(name).parents}
    size = 0
    problems: list[str] = []
    for number, (name, entry) in enumerate(walk(folder), 1):
        if number > MOST_ENTRIES:
            raise BuildError(f"{folder}: holds more than {MOST_ENTRIES:,} files and folders")
        shown = folder / (name if name.isprintable() else ascii(name))
        if entry.is_symlink():
            problems.append(f"{shown}: is a link; expected a file of its own")
        elif entry.is_dir():
            if name not in above:
                problems.append(f"{shown}: is a folder that the manifest does not list")
        elif name not in expected:
            problems.append(f"{shown}: is a file that the manifest does not list")
        else:
            size += entry.stat().st_size
    return size, problems


def _made_with(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions in a manifest: of the ontology, and of tools."""
    tools = manifest.get("tools")
    versions = {"ontology": manifest.get("ontology_version")}
    versions |= tools if isinstance(tools, dict) else {}
    return {name: value for name, value in versions.items() if isinstance(value, str)}


def seal(folder: Path, key: Path) -> Path:
    """Sign the manifest of a folder with a private SSH key; return the path of the signature.

    It takes the place of an earlier signature. Raises `BuildError` if the folder is not what
    its manifest says or can't be written, `SignatureError` if the key can't sign, and
    `UnreadableFile`.
    """
    with held(folder) as mark:
        problems = verify(mark).problems
        if problems:
            raise BuildError(f"{problems[0]}; nothing was signed")
        signature = sign(read_bytes(mark, MOST_BYTES, mark.parent), key)
        place = mark.with_name(mark.name + SIGNATURE_SUFFIX)
        try:
            _replace(place, signature)
        except OSError as error:
            reason = error.strerror or str(error)
            raise BuildError(f"{place}: can't be written: {reason}") from error
    return place


def signed_by(mark: Path, signers: Mapping[PublicKey, str] | None = None) -> str:
    """Return who signed a manifest, or an empty text without a signature.

    With `signers`, one of them must have done so. Raises `SignatureError` if nobody or somebody
    else did, if the signature is not one of this manifest, or if it can't be checked.
    """
    place = mark.with_name(mark.name + SIGNATURE_SUFFIX)
    if not os.path.lexists(place):
        if signers is None:
            return ""
        raise SignatureError(f"{place}: is missing: it is not signed")
    signature = read_bytes(place, MOST_KEY_BYTES, mark.parent)
    try:
        key = check_signature(read_bytes(mark, MOST_BYTES, mark.parent), signature)
    except SignatureError as error:
        raise SignatureError(f"{place}: {error}") from error
    if signers is None:
        return f"the key {key.fingerprint}, which is unknown"
    if key not in signers:
        raise SignatureError(f"{place}: is by the key {key.fingerprint}, which is not trusted")
    return f"{signers[key]} with the key {key.fingerprint}"


def _replace(place: Path, data: bytes) -> None:
    """Replace a file in one step."""
    handle, made = tempfile.mkstemp(dir=place.parent.parent, prefix=f".{place.parent.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
            os.fchmod(handle, 0o644)
        Path(made).replace(place)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
