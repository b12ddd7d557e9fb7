"""Whose keys are trusted: an `allowed_signers` file of ssh, or public keys."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from assbkg.errors import SignatureError
from assbkg.files.opening import MIB, read_text
from assbkg.signing.signatures import NAMESPACE, PublicKey

__all__ = ["MOST_BYTES", "read_signers"]

#: The longest file of signers, in bytes.
MOST_BYTES: Final = MIB

_KEY: Final = r"(?P<kind>(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w.@-]+)\s+(?P<blob>[A-Za-z0-9+/]+=*)"
_PUBLIC: Final = re.compile(rf"{_KEY}(?:\s+(?P<who>.*))?")
#: Who, perhaps options such as `namespaces="assbkg,git"`, and the key.
_ALLOWED: Final = re.compile(
    rf'(?P<who>"[^"]+"|[^\s"]+)\s+(?:(?P<options>(?:[^\s"]|"[^"]*")+)\s+)?{_KEY}(?:\s.*)?'
)
_NAMESPACES: Final = re.compile(r'namespaces="([^"]*)"', re.IGNORECASE)


def read_signers(path: Path) -> dict[PublicKey, str]:
    """Return the trusted keys of a file, each with whose it is.

    A line is that of an `allowed_signers` file or a public key with a comment. Keys for other
    namespaces are left out. Raises `SignatureError` if a line is neither, or restricts its key
    in another way, and `UnreadableFile`.
    """
    signers: dict[PublicKey, str] = {}
    for place, line in _lines(path):
        found = _PUBLIC.fullmatch(line) or _ALLOWED.fullmatch(line)
        if found is None:
            raise SignatureError(f"{place}: is no public key and no line of allowed signers")
        if _is_for_us(found.groupdict().get("options") or "", place):
            key = _key(found["kind"], found["blob"], place)
            signers[key] = (found["who"] or "").strip('"') or key.fingerprint
    if not signers:
        raise SignatureError(f"{path}: holds no key that may sign for {NAMESPACE!r}")
    return signers


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(read_text(path, MOST_BYTES).splitlines(), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            yield f"{path}, line {number}", text


def _is_for_us(options: str, place: str) -> bool:
    """Whether a key with these options may sign releases."""
    if not options:
        return True
    found = _NAMESPACES.fullmatch(options)
    if found is None:
        raise SignatureError(
            f"{place}: restricts the key by {options[:40]!a}; only namespaces are understood"
        )
    return any(fnmatchcase(NAMESPACE, one.strip()) for one in found[1].split(","))


def _key(kind: str, blob: str, place: str) -> PublicKey:
    try:
        data = base64.b64decode(blob, validate=True)
    except binascii.Error as error:
        raise SignatureError(f"{place}: the key is not valid base64: {error}") from error
    if not data[4:].startswith(kind.encode()):
        raise SignatureError(f"{place}: the key is not of the kind {kind}")
    return PublicKey(data)
