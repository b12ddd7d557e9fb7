"""Keys that sign nanopublications, the text that is signed, and the code in an IRI.

A key is a user's own, or one that everybody has, for trying out.
"""

from __future__ import annotations

import base64
import binascii
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from assbkg.errors import NanopubError
from assbkg.files.opening import KIB, read_bytes

if TYPE_CHECKING:
    from types import ModuleType

    from Crypto.PublicKey.RSA import RsaKey

__all__ = [
    "DRAFT",
    "PUBLISHED",
    "Key",
    "artefact_code",
    "example_key",
    "normalised",
    "read_key",
    "require_package",
    "signature_holds",
]


MOST_KEY_BYTES: Final = 64 * KIB
_FEWEST_BITS: Final = 2048
#: Public keys from outside: a signature takes cubic time in the bits of the key, and longer for an
#: exponent that nobody uses.
_MOST_BITS: Final = 16_384
_MOST_EXPONENT: Final = 1 << 64
#: Maximum characters of such a key.
_MOST_PUBLIC: Final = 4 * KIB
#: PKCS #8 in base64. It is no secret: whatever it signs is marked as an example.
_TEST_KEY: Final = (
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDChey6I8yltyXJoQ1jtXMsC3+nHydt/FfWay6X"
    "eLjuqdMa259ARxlNugeUDI27iPiCkMivFS9qABZmb+304Vo+Ch22DjBqaxKsBjVV4PAry2ntuggk7iE5h6Y5DlwF"
    "fy55VqmUf1pt0ZqqKegCaj7bSTsBm+ZbhSBJilSaJ0P4VckcwJGs9MK3IexHKR5NEGKnpjb1EJA9mDtrNrz2nLUC"
    "MDOovXgaw22JKjWtBxjvki5AyvmKsH+XL68FGWVesSGmLUR8ODCaEucl+JNDcyRMTwNdYB1IzMmYnhiz3KMbjnbb"
    "uWe8R+2tSbNHzkFrk1uPeNbbFOPx/j1Qn9IU6mi9AgMBAAECggEAHD59W56gk4w29qKFku1w+lt2DsJBg6EA8P9x"
    "jalH8tFiN1NduWPJawWAnbC/8JOn/689kFxrXMED/54vZx/Ebl8iJsHDKmR/Gs6w9lX5kWZQ7GVXUuNnnBaT3lN1"
    "LZAko5Yfe9INA4aMZjo894LNOyJUKLzl8vJuuHbXJ2XdouQyp5b5U5X8c7LbCxqg0VVcQSUo0VVFvEHdXJLHTxx1"
    "A/wcAKLqvxhcH7nYGg3MNCdWedhqM+y4SstgltwK04DSkk4JBxswoLkuZIfGaIdESGwAFhOZFi0CEug9FQBptVl8"
    "fjx7m/Y7u9VkLgDMBXQRNDFWXk61eBhgMnvgaC3CCQKBgQDIURAaXMTohLlDknNEdwxmj9EpkYreu1bz1a7D/3ie"
    "c/6mk0lqvZ5comVDIOiK7B7tzue+QylJrvUEpGVjD/IMkj3TDN7R9wEk03NXYNjSTk/fCtClRVDX+wXZdW3gkBEa"
    "p+Xl71Tx5+310f7dNZvr+8XvKADGRg0TULW/x7OEJQKBgQD4mJWEurhekSbvjjANV6YC0ZI9guNw4zdzP7wE4uO0"
    "1SxTWb+H8+Q+oIpfDkAwkWo8XvN1mHC4g1GtYLTTFdYaNMYlJ7OAR/7E8kcrv7EXgdihXwgYrtortuNrnsj5BBN7"
    "WZCQS8JzzXPl/fc09nr5Amw8kS+MngD9DIXlLyciuQKBgQC4OuWmeT+X4clJvj1I8Hx1LzvdEUA5DO8xnor3M9RJ"
    "VsETjk5tXytwYuLi1DdK3VKswCgeskIcxE4QEOo2K4ofybgWjLW5QYTJy7c+25FOCjwnFBlEhvWNTg7ZKsj9SUKR"
    "02z7BhyHxxjxhkryQ8W9SXeHNrFPqUmJRCeD1DTkCQKBgQCkrb9ue5qi2pjmXFSsogFRIK81nD06jOowqGnO+tZI"
    "9mY0mOFuGDx82DCRo4kWI14yu9ufbOpO8H7s0YE3y+FW3trbxh78vbShlrVa39NadSOiUqe0YjAYgUDKDBeqDe8x"
    "6TUAwY8A03sRQlm+dgEkb1xwCuVqy0hwWRlhpwjP0QKBgEHRNqH1u0WW94EEABNOETeB8e99YnUBas9l5gqjHqUO"
    "bpsdgccEsyNDWm6hhV3BR9HlKEB3dvX+VVZrzahs0i45Q0TdvrwU7GFwe9N/0h3fLzMgNDVeBjAtjDo5DhPxhg9e"
    "Yu/qTayWfe8VpcNMsaiL1YBdx+VCobzX+RFIHGtp"
)


@dataclass(frozen=True)
class Key:
    """A private key, with its public part in base64; one that is an `example` is no secret."""

    private: RsaKey
    public: str
    example: bool = False

    def sign(self, text: str) -> str:
        """Return the signature of a text in base64; the same each time."""
        from Crypto.Hash import SHA256
        from Crypto.Signature import pkcs1_15

        signature = pkcs1_15.new(self.private).sign(SHA256.new(text.encode()))
        return base64.b64encode(signature).decode()


def example_key() -> Key:
    """Return the key that everybody has."""
    return _key(base64.b64decode(_TEST_KEY), "the example key", example=True)


def read_key(path: Path) -> Key:
    """Read a private RSA key: PEM, OpenSSH, DER, or the base64 in `~/.nanopub/id_rsa`.

    Raises `NanopubError` for another kind of key, one with a passphrase and one of fewer than
    2,048 bits, and `UnreadableFile`.
    """
    return _key(read_bytes(path, MOST_KEY_BYTES), str(path))


def _key(data: bytes, name: str, *, example: bool = False) -> Key:
    require_package()
    from Crypto.PublicKey import RSA

    try:
        private = RSA.import_key(_decoded(data))
    except (ValueError, IndexError, TypeError) as error:
        if "passphrase" in str(error).lower() or b"ENCRYPTED" in data:
            message = f"{name}: is protected by a passphrase; sign with a key without one"
            raise NanopubError(message) from None
        raise NanopubError(
            f"{name}: is not a private RSA key; expected PEM, or the base64 of `np setup`, and "
            "`openssl genrsa -out key.pem 2048` makes one"
        ) from error
    if not private.has_private():
        raise NanopubError(f"{name}: is a public key; expected the private one")
    if private.size_in_bits() < _FEWEST_BITS:
        bits = private.size_in_bits()
        raise NanopubError(f"{name}: has {bits} bits; expected at least {_FEWEST_BITS}")
    public = base64.b64encode(private.public_key().export_key("DER")).decode()
    return Key(private, public, example)


def _decoded(data: bytes) -> bytes:
    """Return a key out of its base64 where it has no frame."""
    if b"-----" in data:
        return data.strip()
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error:
        return data


def signature_holds(text: str, signature: str, public: str) -> bool:
    """Tell whether a signature in base64 is that of a text by the owner of a public key.

    Raises `NanopubError` when the key is not an RSA key of 2,048 to 16,384 bits.
    """
    from Crypto.Hash import SHA256
    from Crypto.PublicKey import RSA
    from Crypto.Signature import pkcs1_15

    expected = f"expected {_FEWEST_BITS:,} to {_MOST_BITS:,} bits"
    if len(public) > _MOST_PUBLIC:
        raise NanopubError(f"its public key has {len(public):,} characters; {expected}")
    try:
        key = RSA.import_key(base64.b64decode(public, validate=True))
    except (ValueError, IndexError, TypeError) as error:
        raise NanopubError("its public key is not an RSA key") from error
    if not _FEWEST_BITS <= key.size_in_bits() <= _MOST_BITS:
        raise NanopubError(f"its key has {key.size_in_bits():,} bits; {expected}")
    if key.e > _MOST_EXPONENT:
        raise NanopubError("its public key has an exponent beyond 64 bits, which no tool makes")
    try:
        pkcs1_15.new(key).verify(SHA256.new(text.encode()), base64.b64decode(signature))
    except ValueError:
        return False
    return True


def require_package() -> None:
    """Raise `NanopubError` when the package `nanopub` is not installed."""
    from importlib.util import find_spec

    if find_spec("nanopub") is None:
        raise NanopubError(
            "nanopublications need the package nanopub: pip install 'nanopub>=2.0.1'"
        )


#: What stands for a nanopublication before its code is known, and what the code is put behind.
DRAFT: Final = "http://purl.org/nanopub/temp/np#"
PUBLISHED: Final = "http://purl.org/np/"

#: In place of the code.
_BLANK: Final = " "


def normalised(quads: Iterable[Quad], namespace: str) -> str:
    """Return quads as the text that is signed.

    `namespace` is what the IRIs within the nanopublication begin with.
    """
    text = _hasher().normalize_quads(_as_rdflib(quads), hashstr=_BLANK, baseuri=namespace)
    assert isinstance(text, str)
    return text


def artefact_code(quads: Iterable[Quad], namespace: str) -> str:
    """Return the code in the IRI of a nanopublication, which depends on all that it says."""
    code = _hasher().make_hash(_as_rdflib(quads), hashstr=_BLANK, baseuri=namespace)
    assert isinstance(code, str)
    return code


@cache
def _hasher() -> ModuleType:
    require_package()
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from nanopub.trustyuri.rdf import RdfHasher
    finally:
        # The package changes how rdflib reads literals, for all who use it.
        rdflib.NORMALIZE_LITERALS = before
    return RdfHasher


def _as_rdflib(quads: Iterable[Quad]) -> list[tuple[object, ...]]:
    return [tuple(map(_term, (q.graph_name, q.subject, q.predicate, q.object))) for q in quads]


def _term(term: object) -> object:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language, normalize=False)
        return rdflib.Literal(
            term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False
        )
    what = "a blank node" if isinstance(term, BlankNode) else "a triple within a triple"
    raise NanopubError(f"holds {what}, which no nanopublication of claims has")
