"""Commands that check and sign what was published."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from assbkg.cli.shared import FILE, app, examples, say

__all__ = ["sign", "sign_option", "signed", "verify"]

sign_option = click.option(
    "--sign", "key", type=FILE, metavar="KEY", help="Sign the output with an SSH private key."
)


@contextmanager
def signed(folder: Path, key: Path | None) -> Iterator[None]:
    """Sign what is published at `folder` meanwhile, where a key is given.

    Raises `SignatureError` before that if the key can't sign.
    """
    if key is None:
        yield
        return
    from assbkg.graph.verifying import seal
    from assbkg.signing import sign

    sign(b"", key)
    yield
    seal(folder, key)


@app.command()
@click.argument("folder", type=FILE)
@click.option(
    "--signer",
    "signers",
    type=FILE,
    metavar="FILE",
    help="Require a signature by a key in this file: a public key or an SSH allowed_signers file.",
)
@examples(
    "assbkg verify release",
    "assbkg verify release --signer key.pub",
)
def verify(folder: Path, signers: Path | None) -> None:
    """Check every file of a release, a report or a folder of facts.

    Each must be what the manifest says, none may be missing, and none may be there that the
    manifest does not list. Exit status 1 means that something is wrong.
    """
    from importlib.metadata import version

    from assbkg.errors import SignatureError, UnreadableFile
    from assbkg.graph.verifying import held, signed_by
    from assbkg.graph.verifying import verify as check
    from assbkg.signing import read_signers

    trusted = read_signers(signers) if signers else None
    with held(folder) as mark:
        found = check(mark)
        problems, signer = list(found.problems), ""
        try:
            signer = signed_by(mark, trusted)
        except (SignatureError, UnreadableFile) as error:
            problems.append(str(error))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{folder}: {'differs from what was published' if problems else 'ok'}")
    click.echo(f"  {found.what} of {found.files} files, {found.size:,} bytes")
    for name, value in found.made_with.items():
        click.echo(f"  made with {name} {value}")
    if signer:
        click.echo(f"  signed by {signer}")
    elif not problems:
        click.echo("  not signed")
    click.echo(f"  checked by assbkg {version('assbkg')}")
    if problems:
        sys.exit(1)


@app.command()
@click.argument("folder", type=FILE)
@click.option("--key", type=FILE, required=True, help="SSH private key without a passphrase.")
@examples(
    "assbkg sign release --key key",
)
def sign(folder: Path, key: Path) -> None:
    """Sign a release, a report or a folder of facts with an SSH key.

    The signature stands beside the manifest, which covers all other files. `assbkg verify`
    checks it, and so does `ssh-keygen -Y verify -n assbkg`. It needs the package
    cryptography: pip install cryptography.
    """
    from assbkg.graph.verifying import seal

    say(f"{seal(folder, key)}: signed")
