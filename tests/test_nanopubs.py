"""Claims as nanopublications: valid for others, equal when read back, and altered by nobody."""

from __future__ import annotations

import base64
import math
import re
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize
from tests.conftest import PAPER, write_paper

import assbkg
from assbkg.asking.nanopubs import nanopubs, read_claims, read_nanopubs
from assbkg.asking.nanopubs.reading import _claim
from assbkg.asking.nanopubs.signing import DRAFT, example_key, read_key, signature_holds
from assbkg.asking.nanopubs.writing import _publication, _quads, orcid_iri
from assbkg.building import build
from assbkg.cli import app
from assbkg.errors import NanopubError
from assbkg.graph.release import Release, open_release
from assbkg.places import shipped

if TYPE_CHECKING:
    from rdflib import ConjunctiveGraph

pytestmark = pytest.mark.skipif(find_spec("nanopub") is None, reason="needs the package nanopub")

ORCID: Final = "https://orcid.org/0000-0002-1825-0097"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a paper with four claims: one hedged and contested, one measured."""
    folder = tmp_path_factory.mktemp("tiny")
    write_paper(folder / "graphs" / "voids")
    build(shipped("ontology"), folder / "graphs", folder / "release")
    return open_release(folder / "release")


@pytest.fixture(scope="module")
def written(tiny: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "claims.trig"
    path.write_bytes(nanopubs(tiny, ".trig", example_key(), ORCID))
    return path


@pytest.fixture
def package() -> Iterator[None]:
    """The package nanopub, with what it changes in rdflib undone."""
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
    rdflib.NORMALIZE_LITERALS = before


def single(path: Path) -> Iterator[ConjunctiveGraph]:
    """Each nanopublication of a file, as the package takes it."""
    from rdflib import ConjunctiveGraph

    for part in re.split(r"\n\n(?=@prefix)", path.read_text("utf-8")):
        graph = ConjunctiveGraph()
        graph.parse(data=part, format="trig")
        yield graph


def require_valid(graph: ConjunctiveGraph) -> None:
    """Hold a nanopublication against the package, and its signature against another one.

    The package accepts any signature, so `cryptography` judges that.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key
    from nanopub.namespaces import NPX
    from nanopub.nanopub import Nanopub
    from nanopub.trustyuri.rdf import RdfHasher, RdfUtils

    read = Nanopub(rdf=graph)
    assert read.is_valid
    assert read.has_valid_trusty
    quads = [q for q in RdfUtils.get_quads(read.rdf) if q[2] != NPX["hasSignature"]]
    namespace = str(read.metadata.namespace)
    signed = RdfHasher.normalize_quads(quads, baseuri=namespace, hashstr=" ")
    key = load_der_public_key(base64.b64decode(str(read.metadata.public_key)))
    assert isinstance(key, RSAPublicKey)
    signature = base64.b64decode(str(read.metadata.signature))
    key.verify(signature, signed.encode(), PKCS1v15(), SHA256())


@pytest.mark.usefixtures("package")
def test_each_nanopublication_is_valid_for_the_package(written: Path) -> None:
    graphs = list(single(written))
    assert 4 == len(graphs)
    for graph in graphs:
        require_valid(graph)


def test_the_claims_read_back_are_those_of_the_graph(tiny: Release, written: Path) -> None:
    found = read_nanopubs(written)
    assert read_claims(tiny.store) == tuple(one.claim for one in found)
    assert {"contested", "accepted"} == {
        one.claim.text("assb:hasStatus").rpartition("#")[2].lower() for one in found
    }


def test_n_quads_hold_the_same(tiny: Release, written: Path, tmp_path: Path) -> None:
    path = tmp_path / "claims.nq"
    path.write_bytes(nanopubs(tiny, ".nq", example_key(), ORCID))
    assert read_nanopubs(written) == read_nanopubs(path)


def test_every_claim_of_the_review_survives_as_a_nanopublication() -> None:
    """All of them, unsigned; signing them is for `test_all_claims_of_the_review_are_valid`."""
    release = assbkg.open().release
    publication = _publication(release.store, example_key(), "")
    claims = read_claims(release.store)
    assert len(claims) > 600
    for claim in claims:
        quads = list(_quads(claim, publication, DRAFT, DRAFT))
        assertion, provenance = (
            [q for q in quads if q.graph_name == NamedNode(DRAFT + part)]
            for part in ("assertion", "provenance")
        )
        assert claim == _claim(assertion, provenance, NamedNode(f"{DRAFT}assertion"))


@pytest.mark.deep
@pytest.mark.usefixtures("package")
def test_all_claims_of_the_review_are_valid(tmp_path: Path) -> None:
    release = assbkg.open().release
    path = tmp_path / "claims.trig"
    path.write_bytes(nanopubs(release, ".trig", example_key()))
    for graph in single(path):
        require_valid(graph)
    assert read_claims(release.store) == tuple(one.claim for one in read_nanopubs(path))


def test_the_same_key_and_release_give_the_same_bytes(tiny: Release, written: Path) -> None:
    assert written.read_bytes() == nanopubs(tiny, ".trig", example_key(), ORCID)


def test_the_date_is_that_of_the_release(written: Path) -> None:
    dated = {
        quad.object.value
        for quad in parse(path=written, format=RdfFormat.TRIG)
        if quad.predicate.value == "http://purl.org/dc/terms/created"
        and isinstance(quad.object, Literal)
    }
    header = assbkg.open().sparql(
        "SELECT ?date { <https://w3id.org/assbkg/ontology> dcterms:issued|dcterms:modified ?date }"
    )
    assert dated <= {f"{date}T00:00:00+00:00" for (date,) in header.texts()}
    assert 1 == len(dated)


def test_the_example_key_marks_its_work_as_examples(written: Path) -> None:
    assert all(one.example for one in read_nanopubs(written))


def test_a_key_of_ones_own_marks_nothing_and_names_who_signs(tiny: Release, tmp_path: Path) -> None:
    path = tmp_path / "claims.trig"
    path.write_bytes(nanopubs(tiny, ".trig", read_key(a_key(tmp_path)), ORCID))
    assert not any(one.example for one in read_nanopubs(path))
    assert f"npx:signedBy <{ORCID}>" in path.read_text("utf-8")


def test_no_sentence_and_no_fingerprint_of_one_is_in_it(written: Path) -> None:
    text = written.read_text("utf-8")
    assert "fingerprint" not in text
    sentences = [said.strip() for said in re.split(r"(?<=\.)\s", PAPER) if len(said) > 30]
    assert sentences
    assert not any(said in text for said in sentences)


def test_what_only_one_letter_was_changed_in_is_refused(written: Path, tmp_path: Path) -> None:
    text = written.read_text("utf-8")
    for old, new in (
        ("assb:Measured", "assb:Stated"),
        ("kg:volume-expansion .", "kg:cycle-life ."),
        ('"Jane Doe"', '"Jane Roe"'),
        ("ExampleNanopub", "ExampleNanopubs"),
    ):
        path = tmp_path / "altered.trig"
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(NanopubError, match="is not what its IRI says; it was altered"):
            read_nanopubs(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_no_altered_byte_changes_a_claim_unnoticed(
    written: Path, tmp_path: Path, place: int, byte: int
) -> None:
    data = bytearray(written.read_bytes())
    data[place % len(data)] = byte
    path = tmp_path / "altered.trig"
    path.write_bytes(data)
    try:
        found = read_nanopubs(path)
    except NanopubError:
        return
    assert read_nanopubs(written) == found


def test_a_signature_by_another_key_is_refused(tiny: Release, tmp_path: Path) -> None:
    """Whoever changes a claim can make its code anew, but not the signature."""
    from assbkg.asking.nanopubs.signing import artefact_code

    path = tmp_path / "claims.nq"
    path.write_bytes(nanopubs(tiny, ".nq", example_key()))
    first = read_nanopubs(path)[0].iri
    quads = [q for q in parse(path=path, format=RdfFormat.N_QUADS) if first in str(q.graph_name)]
    forged = [
        Quad(q.subject, q.predicate, NamedNode("urn:forged"), q.graph_name)
        if str(q.graph_name).endswith("#assertion>")
        else q
        for q in quads
    ]
    code = artefact_code(forged, f"{first}#")
    data = serialize(forged, format=RdfFormat.N_QUADS)
    assert data is not None
    path.write_bytes(data.replace(first.encode(), f"http://purl.org/np/{code}".encode()))
    with pytest.raises(NanopubError, match="its signature does not fit"):
        read_nanopubs(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no nanopublication"),
        ("<urn:a> <urn:b> <urn:c> .", "in no named graph"),
        ("<urn:g> { <urn:a> <urn:b> ", "is not valid trig"),
        ("<urn:g> { <urn:a> a <http://www.nanopub.org/nschema#Nanopublication> }", "code"),
        ("<urn:g> { <urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 2_000, "triples within triples"),
    ],
)
def test_what_is_no_nanopublication_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "claims.trig"
    path.write_text(text)
    with pytest.raises(NanopubError, match=message):
        read_nanopubs(path)


def a_key(folder: Path, *, bits: int = 2048, form: str = "PEM") -> Path:
    from Crypto.PublicKey import RSA

    path = folder / f"key-{bits}"
    key = RSA.generate(bits)
    if form == "base64":
        path.write_bytes(base64.b64encode(key.export_key("DER", pkcs=8)))
    elif form == "public":
        path.write_bytes(key.public_key().export_key("PEM"))
    elif form == "encrypted":
        path.write_bytes(key.export_key("PEM", passphrase="secret"))
    else:
        path.write_bytes(key.export_key(form))
    return path


@pytest.mark.parametrize("form", ["PEM", "DER", "base64"])
def test_a_key_is_read_in_each_of_its_forms(tmp_path: Path, form: str) -> None:
    assert read_key(a_key(tmp_path, form=form)).public.startswith(
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
    )


@pytest.mark.parametrize(
    ("form", "bits", "message"),
    [
        ("public", 2048, "is a public key"),
        ("encrypted", 2048, "passphrase"),
        ("PEM", 1024, "has 1024 bits"),
    ],
)
def test_a_key_that_can_not_sign_is_refused(
    tmp_path: Path, form: str, bits: int, message: str
) -> None:
    path = a_key(tmp_path, bits=bits, form=form)
    with pytest.raises(NanopubError, match=message):
        read_key(path)


@pytest.mark.parametrize("data", [b"", b"-----BEGIN", b"\x00" * 40, b"AAAA", b"0000"])
def test_what_is_no_key_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "key").write_bytes(data)
    with pytest.raises(NanopubError, match="is not a private RSA key"):
        read_key(tmp_path / "key")


@pytest.mark.parametrize("orcid", ["", "0000-0002-1825-0098", "0000-0002-1825-009", "x", "1" * 16])
def test_what_is_no_orcid_is_refused(orcid: str) -> None:
    with pytest.raises(NanopubError, match="is not an ORCID iD"):
        orcid_iri(orcid)


@pytest.mark.parametrize(
    "orcid", ["0000-0002-1825-0097", ORCID, "https://orcid.org/0000-0002-9079-593X"]
)
def test_an_orcid_is_taken_with_and_without_its_address(orcid: str) -> None:
    assert orcid_iri(orcid).endswith(orcid[-19:])


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_commands_make_them_and_read_them_back(tiny: Release, tmp_path: Path) -> None:
    path, release = str(tmp_path / "claims.trig"), str(tiny.folder)
    made = run("export", "--nanopubs", "--out", path, "--release", release)
    assert (0, "") == (made.exit_code, made.stdout)
    assert "marked as examples" in made.stderr
    read = run("nanopubs", path, "--format", "csv", "--release", release)
    assert 1 + 4 == len(read.stdout.splitlines())
    assert "4 valid nanopublications, marked as examples" in read.stderr
    assert "4 equal to claims of the release, 0 different, 0 not in it" in read.stderr
    other = run("nanopubs", path, "--format", "csv")
    assert "0 equal to claims of the release, 0 different, 4 not in it" in other.stderr


def test_without_the_package_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    for words in (
        ("export", "--nanopubs", "--out", str(tmp_path / "c.trig")),
        ("nanopubs", str(written)),
    ):
        result = run(*words)
        assert "pip install 'nanopub>=2.0.1'" in str(result.exception)
    assert [] == list(tmp_path.iterdir())


def test_signing_leaves_the_settings_of_rdflib_alone(tiny: Release) -> None:
    import rdflib

    nanopubs(tiny, ".nq", example_key())
    assert "nanopub" in sys.modules
    assert rdflib.NORMALIZE_LITERALS


@pytest.mark.parametrize(
    ("bits", "exponent", "message"),
    [
        (1024, 65_537, "has 1,024 bits; expected 2,048 to 16,384 bits"),
        (17_000, 65_537, "has 17,000 bits; expected|is not an RSA key"),
        (400_000, 65_537, r"has [\d,]+ characters; expected"),
        (4096, (1 << 4000) + 1, "an exponent beyond 64 bits"),
    ],
)
def test_a_key_that_would_take_for_ever_is_refused(bits: int, exponent: int, message: str) -> None:
    from Crypto.Util.asn1 import DerBitString, DerNull, DerObjectId, DerSequence

    number = (1 << (bits - 1)) + 1
    while math.gcd(number, exponent) != 1:
        number += 2
    key = DerSequence([number, exponent]).encode()
    kind = DerSequence([DerObjectId("1.2.840.113549.1.1.1"), DerNull()])
    public = base64.b64encode(DerSequence([kind, DerBitString(key)]).encode()).decode()
    with pytest.raises(NanopubError, match=message):
        signature_holds("a text", base64.b64encode(b"x" * (bits // 8)).decode(), public)
