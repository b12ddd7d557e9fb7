"""Signing a release, a report or a folder of facts: its manifest, which covers all else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assbkg.errors import BuildError, SignatureError
from assbkg.files.opening import read_bytes
from assbkg.files.ownership import SIGNATURE_SUFFIX
from assbkg.graph.manifest import MOST_BYTES
from assbkg.graph.verifying import held, verify
from assbkg.signing.signatures import MOST_KEY_BYTES, PublicKey, check_signature, sign

__all__ = ["seal", "signed_by"]


def seal(folder: Path, key: Path) -> Path:
    """Sign the manifest of a folder with a private key of ssh, and return the signature's file.

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
    """Say who signed a manifest: nothing without a signature.

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
    """Put a file in place all at once."""
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
