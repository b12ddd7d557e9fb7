"""A signature of a user's ssh key says who published, and ssh-keygen agrees."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from assbkg.cli import app
from assbkg.errors import AssbkgError, SignatureError
from assbkg.files.ownership import SIGNATURE_SUFFIX
from assbkg.graph.publish import MANIFEST, publish
from assbkg.graph.verifying import seal, signed_by, verify
from assbkg.signing import check_signature, read_signers, sign

MESSAGE: Final = b"what was published\n"
KINDS: Final = {
    "ed25519": (),
    "rsa": ("-b", "2048"),
    "ecdsa": ("-b", "256"),
    "ecdsa-384": ("-b", "384"),
    "ecdsa-521": ("-b", "521"),
}


def keygen(*arguments: str | Path, message: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    found = shutil.which("ssh-keygen")
    if found is None:
        pytest.skip("needs ssh-keygen")
    command = [found, *map(str, arguments)]
    return subprocess.run(command, input=message, capture_output=True, check=False, timeout=60)


def make_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    kind, *size = kind.partition("-")[0], *KINDS[kind]
    made = keygen("-q", "-t", kind, *size, "-N", passphrase, "-C", "jane", "-f", path)
    assert 0 == made.returncode, made.stderr
    return path


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A private key of each kind; its public key stands beside it."""
    folder = tmp_path_factory.mktemp("keys")
    return {kind: make_key(folder / kind, kind) for kind in KINDS}


@pytest.fixture
def key(keys: dict[str, Path]) -> Path:
    """A private key as most people have it."""
    return keys["ed25519"]


def public(key: Path) -> Path:
    return key.with_name(key.name + ".pub")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A small release."""
    publish(tmp_path / "release", {"assbkg.nq": b"", "rounds.csv": b"a\n"}, {"format": 2})
    return tmp_path / "release"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), prog_name="assbkg")


# ── ssh-keygen as judge ───────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_ssh_keygen_takes_our_signatures(keys: dict[str, Path], tmp_path: Path, kind: str) -> None:
    allowed, signature = tmp_path / "allowed_signers", tmp_path / "signature"
    allowed.write_text(f"jane@example.org {public(keys[kind]).read_text()}")
    signature.write_bytes(sign(MESSAGE, keys[kind]))
    asked = ("-f", allowed, "-I", "jane@example.org", "-n", "assbkg", "-s", signature)
    assert b'Good "assbkg"' in keygen("-Y", "verify", *asked, message=MESSAGE).stdout
    assert 0 != keygen("-Y", "verify", *asked, message=MESSAGE + b" ").returncode


@pytest.mark.parametrize("hashed", ["sha512", "sha256"])
@pytest.mark.parametrize("kind", KINDS)
def test_we_take_signatures_of_ssh_keygen(keys: dict[str, Path], kind: str, hashed: str) -> None:
    asked = ("-Y", "sign", "-f", keys[kind], "-n", "assbkg", "-O", f"hashalg={hashed}", "-")
    signature = keygen(*asked, message=MESSAGE).stdout
    assert check_signature(MESSAGE, signature) in read_signers(public(keys[kind]))
    with pytest.raises(SignatureError, match="is not a signature of this manifest"):
        check_signature(MESSAGE + b" ", signature)


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_the_bytes_are_those_of_ssh_keygen(keys: dict[str, Path], kind: str) -> None:
    made = keygen("-Y", "sign", "-f", keys[kind], "-n", "assbkg", "-", message=MESSAGE)
    assert made.stdout == sign(MESSAGE, keys[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_key_and_message_give_the_same_bytes(keys: dict[str, Path], kind: str) -> None:
    assert sign(MESSAGE, keys[kind]) == sign(MESSAGE, keys[kind])


def test_the_fingerprint_is_that_of_ssh_keygen(key: Path) -> None:
    shown = keygen("-l", "-f", key).stdout.decode()
    assert check_signature(MESSAGE, sign(MESSAGE, key)).fingerprint in shown


# ── what is not a signature of ours ──────────────────────────────────────────────


def test_a_signature_for_another_purpose_does_not_count(key: Path) -> None:
    signature = keygen("-Y", "sign", "-f", key, "-n", "git", "-", message=MESSAGE).stdout
    with pytest.raises(SignatureError, match="was made for 'git', expected 'assbkg'"):
        check_signature(MESSAGE, signature)


def test_no_byte_of_a_signature_can_be_changed(key: Path) -> None:
    signature = sign(MESSAGE, key)
    body = base64.b64decode(b"".join(signature.splitlines()[1:-1]))
    for place in range(len(body)):
        changed = bytearray(body)
        changed[place] ^= 1
        lines = (b"-----BEGIN SSH SIGNATURE-----", base64.b64encode(changed))
        with pytest.raises(SignatureError):
            check_signature(MESSAGE, b"\n".join((*lines, b"-----END SSH SIGNATURE-----\n")))


@given(st.binary(max_size=200))
def test_any_bytes_are_no_signature(data: bytes) -> None:
    framed = b"-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----\n"
    for text in (data, framed % data, framed % base64.b64encode(b"SSHSIG\0\0\0\1" + data)):
        with pytest.raises(SignatureError):
            check_signature(MESSAGE, text)


def test_a_key_with_a_passphrase_is_refused_with_the_way_to_use_it(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", passphrase="a secret")
    with pytest.raises(SignatureError, match="passphrase; sign with `ssh-keygen -Y sign -n assbkg"):
        sign(MESSAGE, key)


def test_a_public_key_cannot_sign(key: Path) -> None:
    with pytest.raises(SignatureError, match="is not a private key of OpenSSH that can sign"):
        sign(MESSAGE, public(key))


# ── folders ───────────────────────────────────────────────────────────────────


def test_a_signed_release_says_by_whom(release: Path, key: Path) -> None:
    assert 0 == run("sign", release, "--key", key).exit_code
    shown = run("verify", release, "--signer", public(key))
    assert 0 == shown.exit_code
    assert "signed by jane with the key SHA256:" in shown.output
    assert "which is unknown" in run("verify", release).output


def test_ssh_keygen_signs_a_folder_as_we_do(release: Path, key: Path) -> None:
    keygen("-Y", "sign", "-f", key, "-n", "assbkg", release / MANIFEST)
    theirs = (release / (MANIFEST + SIGNATURE_SUFFIX)).read_bytes()
    assert theirs == seal(release, key).read_bytes()


def test_a_signature_that_is_asked_for_must_be_there(release: Path, key: Path) -> None:
    shown = run("verify", release, "--signer", public(key))
    assert 1 == shown.exit_code
    assert "manifest.json.sig: is missing: it is not signed" in shown.output


def test_a_graph_is_built_and_signed_at_once(graphs: Path, tmp_path: Path, key: Path) -> None:
    built = tmp_path / "built"
    assert 0 == run("build", "--graphs", graphs, "--out", built, "--sign", key).exit_code
    assert 0 == run("verify", built, "--signer", public(key)).exit_code


def test_nothing_is_built_when_the_key_cannot_sign(graphs: Path, tmp_path: Path, key: Path) -> None:
    built = tmp_path / "built"
    assert 0 != run("build", "--graphs", graphs, "--out", built, "--sign", public(key)).exit_code
    assert not built.exists()


def test_a_stranger_is_not_trusted(release: Path, keys: dict[str, Path]) -> None:
    mark = release / MANIFEST
    seal(release, keys["rsa"])
    with pytest.raises(SignatureError, match="which is not trusted"):
        signed_by(mark, read_signers(public(keys["ed25519"])))


def test_a_new_signature_takes_the_place_of_the_old(release: Path, keys: dict[str, Path]) -> None:
    for kind in ("rsa", "ed25519"):
        seal(release, keys[kind])
        assert "jane" in signed_by(release / MANIFEST, read_signers(public(keys[kind])))
    assert [release] == list(release.parent.iterdir())


def test_an_altered_release_is_not_signed(release: Path, key: Path) -> None:
    (release / "rounds.csv").write_bytes(b"b\n")
    with pytest.raises(AssbkgError, match=r"rounds\.csv: does not match .*; nothing was signed"):
        seal(release, key)
    assert not (release / (MANIFEST + SIGNATURE_SUFFIX)).exists()


def test_a_manifest_that_was_written_anew_to_fit_altered_files_is_noticed(
    release: Path, key: Path
) -> None:
    seal(release, key)
    signature = (release / (MANIFEST + SIGNATURE_SUFFIX)).read_bytes()
    publish(release, {"assbkg.nq": b"", "rounds.csv": b"b\n"}, {"format": 2})
    (release / (MANIFEST + SIGNATURE_SUFFIX)).write_bytes(signature)
    assert () == verify(release / MANIFEST).problems
    assert 1 == run("verify", release).exit_code
    assert "is not a signature of this manifest" in run("verify", release).output


def test_a_signed_release_is_replaced_by_an_unsigned_one(release: Path, key: Path) -> None:
    seal(release, key)
    publish(release, {"assbkg.nq": b""}, {"format": 2})
    assert ["assbkg.nq", MANIFEST] == sorted(path.name for path in release.iterdir())


def test_a_signed_folder_of_facts_is_read_as_before(
    graphs: Path, tmp_path: Path, key: Path
) -> None:
    folder, closed = tmp_path / "facts", tmp_path / "closed"
    assert 0 == run("facts", "--graphs", graphs, "--out", folder).exit_code
    assert 0 == run("sign", folder, "--key", key).exit_code
    assert "signed by jane" in run("verify", folder, "--signer", public(key)).output
    reasoned = run("reason", "--facts", folder, "--out", closed)
    assert 0 == reasoned.exit_code, reasoned.output
    assert f"{closed}: ok" in run("verify", closed).output


# ── whom to trust ─────────────────────────────────────────────────────────────


def signers(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "signers").write_text(text, encoding="utf-8")
    return list(read_signers(tmp_path / "signers").values())


def test_allowed_signers_are_read_as_ssh_does(tmp_path: Path, keys: dict[str, Path]) -> None:
    one, two, three, four = (
        " ".join(public(keys[kind]).read_text().split()[:2])
        for kind in ("ed25519", "rsa", "ecdsa", "ecdsa-384")
    )
    text = (
        f"# friends\n\na@x,b@x {one} comment\n"
        f'c@x namespaces="git, assbkg" {two}\n"d d@x" namespaces="assb*" {three}\n'
        f'e@x namespaces="git" {four}\n'
    )
    assert ["a@x,b@x", "c@x", "d d@x"] == signers(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nonsense", "is no public key and no line of allowed signers"),
        ("a@x cert-authority ssh-ed25519 AAAA", "only namespaces are understood"),
        ('a@x valid-before="2020" ssh-ed25519 AAAA', "only namespaces are understood"),
        ("a@x ssh-ed25519 AAA", "the key is not valid base64"),
        ("a@x ssh-ed25519 AAAAB3NzaC1yc2E=", "the key is not of the kind ssh-ed25519"),
        ('a@x namespaces="git" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5', "holds no key that may sign"),
        ("", "holds no key that may sign"),
        ("\x00", "holds a NUL byte"),
    ],
)
def test_a_line_that_is_not_understood_trusts_nobody(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(AssbkgError, match=fault):
        signers(tmp_path, line)
