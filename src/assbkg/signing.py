"""Making and checking a signature in the format of `ssh-keygen -Y sign` (SSHSIG).

The format is that of OpenSSH's PROTOCOL.sshsig; `cryptography` reads the keys and does the
arithmetic. The same Ed25519 or RSA key and message give the same bytes; so does ECDSA here,
by RFC 6979.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import SignatureError
from assbkg.files.opening import KIB, MIB, read_bytes, read_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

__all__ = [
    "MOST_BYTES",
    "MOST_KEY_BYTES",
    "NAMESPACE",
    "PublicKey",
    "check_signature",
    "read_signers",
    "sign",
]


#: What signatures are for, so that none made for another purpose is taken for one of ours.
NAMESPACE: Final = "assbkg"

#: The longest file with a key, in bytes.
MOST_KEY_BYTES: Final = 64 * KIB

_MAGIC: Final = b"SSHSIG"
_VERSION: Final = 1
_HASHES: Final = ("sha512", "sha256")
_ARMOURED: Final = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*"
)
_LINE: Final = 70
_FEWEST_RSA_BITS: Final = 2048


@dataclass(frozen=True)
class PublicKey:
    """A public key as ssh writes it in binary."""

    blob: bytes

    @property
    def fingerprint(self) -> str:
        """The fingerprint that `ssh-keygen -l` shows."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode()
        return "SHA256:" + digest.rstrip("=")


def sign(message: bytes, key: Path) -> bytes:
    """Return a signature of `message` with the private key in a file of OpenSSH.

    Raises `SignatureError` if the key can't be read, needs a passphrase, or is of another kind
    than Ed25519, RSA or ECDSA, and `UnreadableFile`.
    """
    private = _private_key(key)
    blob = _blob(private.public_key(), key)
    algorithm, signature = _signature(private, _signed_part(message, _HASHES[0]), key)
    parts = (blob, NAMESPACE.encode(), b"", _HASHES[0].encode(), _packed(algorithm, signature))
    whole = base64.b64encode(_MAGIC + struct.pack(">I", _VERSION) + _packed(*parts)).decode()
    lines = [whole[at : at + _LINE] for at in range(0, len(whole), _LINE)]
    framed = ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]
    return "\n".join(framed).encode()


def check_signature(message: bytes, signature: bytes) -> PublicKey:
    """Return the key that signed `message`; whose key that is, the caller must find out.

    Raises `SignatureError` if the signature is malformed, made for another purpose, or not one
    of this message.
    """
    blob, hashed, algorithm, value = _taken_apart(signature)
    _verify(_public_key(blob), algorithm, value, _signed_part(message, hashed))
    return PublicKey(blob)


def _signed_part(message: bytes, hashed: str) -> bytes:
    digest = hashlib.new(hashed, message).digest()
    return _MAGIC + _packed(NAMESPACE.encode(), b"", hashed.encode(), digest)


def _taken_apart(signature: bytes) -> tuple[bytes, str, bytes, bytes]:
    """The key, the hash, the algorithm and the value of a signature."""
    found = _ARMOURED.fullmatch(signature)
    if found is None:
        raise SignatureError("is not a signature of ssh-keygen")
    try:
        data = base64.b64decode(b"".join(found[1].split()), validate=True)
    except binascii.Error as error:
        raise SignatureError(f"is not a signature of ssh-keygen: {error}") from error
    head = _MAGIC + struct.pack(">I", _VERSION)
    if not data.startswith(head):
        raise SignatureError(f"is not a signature of version {_VERSION}")
    blob, namespace, _, hashed, signed = _unpacked(data[len(head) :], 5)
    algorithm, value = _unpacked(signed, 2)
    if namespace != NAMESPACE.encode():
        raise SignatureError(f"was made for {_shown(namespace)}, expected {NAMESPACE!r}")
    if hashed.decode(errors="replace") not in _HASHES:
        raise SignatureError(f"uses the hash {_shown(hashed)}, expected {' or '.join(_HASHES)}")
    return blob, hashed.decode(), algorithm, value


def _private_key(path: Path) -> PrivateKeyTypes:
    data = read_bytes(path, MOST_KEY_BYTES)
    _require_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        return load_ssh_private_key(data, password=None)
    except TypeError:
        raise SignatureError(
            f"{path}: is protected by a passphrase; sign with `ssh-keygen -Y sign -n {NAMESPACE} "
            f"-f {path} manifest.json` in the folder instead"
        ) from None
    except (ValueError, NotImplementedError, UnsupportedAlgorithm) as error:
        raise SignatureError(f"{path}: is not a private key of OpenSSH that can sign") from error


def _public_key(blob: bytes) -> PublicKeyTypes:
    _require_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    (kind,) = _unpacked(blob, 1, rest=True)
    try:
        return load_ssh_public_key(kind + b" " + base64.b64encode(blob))
    # A compressed point is one of the things that are not implemented.
    except (ValueError, NotImplementedError, UnsupportedAlgorithm) as error:
        raise SignatureError(f"is by a key of kind {_shown(kind)} that can't be read") from error


def _blob(public: PublicKeyTypes, path: Path) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        line = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    except (ValueError, TypeError) as error:
        raise SignatureError(f"{path}: is not an Ed25519, RSA or ECDSA key") from error
    return base64.b64decode(line.split()[1])


def _signature(private: PrivateKeyTypes, message: bytes, path: Path) -> tuple[bytes, bytes]:
    """Return the name of the algorithm for a key, and the signature."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA512

    if isinstance(private, ed25519.Ed25519PrivateKey):
        return b"ssh-ed25519", private.sign(message)
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= _FEWEST_RSA_BITS:
        return b"rsa-sha2-512", private.sign(message, padding.PKCS1v15(), SHA512())
    if isinstance(private, ec.EllipticCurvePrivateKey):
        name, hashed = _curve(private.public_key())
        der = private.sign(message, ec.ECDSA(hashed, deterministic_signing=True))
        return name, _packed(*map(_mpint, decode_dss_signature(der)))
    raise SignatureError(
        f"{path}: is not an Ed25519 or ECDSA key, nor RSA with {_FEWEST_RSA_BITS} bits or more"
    )


def _verify(public: PublicKeyTypes, algorithm: bytes, value: bytes, message: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256, SHA512

    of_rsa = {b"rsa-sha2-512": SHA512(), b"rsa-sha2-256": SHA256()}
    try:
        match public:
            case ed25519.Ed25519PublicKey() if algorithm == b"ssh-ed25519":
                public.verify(value, message)
            case rsa.RSAPublicKey() if algorithm in of_rsa and public.key_size >= _FEWEST_RSA_BITS:
                public.verify(value, message, padding.PKCS1v15(), of_rsa[algorithm])
            case ec.EllipticCurvePublicKey() if algorithm == _curve(public)[0]:
                r, s = (int.from_bytes(part) for part in _unpacked(value, 2))
                public.verify(encode_dss_signature(r, s), message, ec.ECDSA(_curve(public)[1]))
            case _:
                raise SignatureError(
                    f"uses the algorithm {_shown(algorithm)}, which does not fit its key"
                )
    except InvalidSignature:
        raise SignatureError("is not a signature of this manifest") from None


def _curve(public: EllipticCurvePublicKey) -> tuple[bytes, HashAlgorithm]:
    """Return the name and the hash for the curve of an ECDSA key."""
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

    hashes = {256: SHA256(), 384: SHA384(), 521: SHA512()}
    size = public.key_size
    return f"ecdsa-sha2-nistp{size}".encode(), hashes[size]


def _packed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _unpacked(data: bytes, count: int, *, rest: bool = False) -> list[bytes]:
    """Return `count` length-prefixed strings; only with `rest` may more bytes follow."""
    parts: list[bytes] = []
    for _ in range(count):
        size = int.from_bytes(data[:4])
        part, left = data[4 : 4 + size], data[4 + size :]
        if len(data) < 4 or len(part) < size:  # noqa: PLR2004 - a length has four bytes
            raise SignatureError("is cut short")
        parts.append(part)
        data = left
    if data and not rest:
        raise SignatureError("holds more than a signature")
    return parts


def _mpint(number: int) -> bytes:
    """Return a positive number in the fewest bytes whose first bit is 0."""
    return number.to_bytes(number.bit_length() // 8 + 1)


def _shown(name: bytes) -> str:
    return ascii(name[:40].decode(errors="replace"))


def _require_cryptography() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise SignatureError(
            "signatures need the package cryptography: pip install cryptography"
        ) from error


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
    """Return the trusted keys of a file, each with its owner.

    Each line is from an `allowed_signers` file of SSH, or a public key with a comment. Keys for
    other namespaces are left out. Raises `SignatureError` if a line is neither, or restricts its
    key in another way, and `UnreadableFile`.
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
    """Tell whether a key with these options may sign releases."""
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
