"""Fuzz signatures and lists of signers: none that nobody made is taken for one."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Final

from tests.fuzzing.targets import require_one_line, scratch_folder

from assbkg.errors import AssbkgError, SignatureError
from assbkg.signing import check_signature, read_signers

#: The key of RFC 8032's first test, as ssh writes it.
_KEY: Final = bytes.fromhex(
    "0000000b7373682d6564323535313900000020"
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
)
_RSA: Final = b"\0\0\0\7ssh-rsa\0\0\0\3\1\0\1\0\0\1\1" + b"\0" + b"\xb5" * 256
_ECDSA: Final = b"\0\0\0\x13ecdsa-sha2-nistp256\0\0\0\x08nistp256\0\0\0\x41\x04" + b"\1" * 64


def _seed(key: bytes, algorithm: bytes, value: bytes) -> bytes:
    def packed(part: bytes) -> bytes:
        return len(part).to_bytes(4) + part

    signed = packed(algorithm) + packed(value)
    return b"".join(map(packed, (key, b"assbkg", b"", b"sha512", signed)))


SEEDS: Final = (
    _seed(_KEY, b"ssh-ed25519", b"\1" * 64),
    _seed(_RSA, b"rsa-sha2-512", b"\1" * 256),
    _seed(_ECDSA, b"ecdsa-sha2-nistp256", b"\0\0\0\1\1\0\0\0\1\1"),
    _seed(_ECDSA.replace(b"A\4", b"A\2"), b"ecdsa-sha2-nistp256", b"\0\0\0\1\1\0\0\0\1\1"),
    b"jane@example.org ssh-ed25519 " + base64.b64encode(_KEY) + b" comment\n# comment\n",
    b'"jane" namespaces="git,assb*" ssh-rsa ' + base64.b64encode(_RSA) + b"\n",
    b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n",
)

_BEFORE: Final = b"-----BEGIN SSH SIGNATURE-----\n"
_AFTER: Final = b"\n-----END SSH SIGNATURE-----\n"


def one_input(data: bytes) -> None:
    """Take the data for a signature, bare and framed, and for a list of signers."""
    framed = _BEFORE + base64.b64encode(b"SSHSIG\0\0\0\1" + data) + _AFTER
    for signature in (data, framed):
        try:
            check_signature(b"it is not signed", signature)
        except SignatureError:
            continue
        raise AssertionError(f"{signature!r} is taken for a signature")
    _signers().write_bytes(data)
    try:
        read_signers(_signers())
    except AssbkgError as error:
        require_one_line(error)


@cache
def _signers() -> Path:
    return scratch_folder() / "signers"
