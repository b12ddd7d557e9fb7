"""Rows that the page of questions saves, defused as `--safe` does it; run by Node."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

import assbkg.service.page
from assbkg.asking.results.answers import defused

MODULE = Path(assbkg.service.page.__file__).parent / "static" / "defusing.js"
NODE = shutil.which("node")
SCRIPT = """
import { readFileSync } from "node:fs";
const source = readFileSync(process.argv[1]).toString("base64");
const { defused } = await import(`data:text/javascript;base64,${source}`);
const [kind, texts] = JSON.parse(readFileSync(0));
console.log(JSON.stringify(texts.map((text) => defused(text, kind))));
"""
CELLS = [
    "",
    "plain",
    "=1+1",
    "+1",
    "-1",
    "-1.5e3",
    "-1,=2",
    "+x",
    "-x",
    "@x",
    "\t=1",
    "\r\n=1",
    "  =1",
    "\uff1d1",
    "a=1",
    '=HYPERLINK("http://127.0.0.1/")',
    'a"=1',
    "a\\",
    "'=1",
    "http://127.0.0.1/?a=-1",
]


def run(kind: str, texts: list[str]) -> list[str]:
    if NODE is None:
        pytest.skip("there is no Node")
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT, "--", str(MODULE)],
        input=json.dumps([kind, texts]),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer: list[str] = json.loads(done.stdout)
    return answer


def written(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def test_saved_rows_are_those_of_safe_csv() -> None:
    rows = [["a", "b"], *([cell, other] for cell in CELLS for other in CELLS)]
    (safe,) = run("text/csv", [written(rows)])
    expected = [[defused(cell) for cell in row] for row in rows]
    assert expected == list(csv.reader(io.StringIO(safe, newline="")))


def test_text_in_tsv_is_defused_and_terms_are_not() -> None:
    before = '?a\t?b\n"=1"\t<x:=>\n-5\t"-5"\n"\\t=1"\t"a\\"\t=b"\n\t\n"+x"\t"a"@en\n'
    after = '?a\t?b\n"\'=1"\t<x:=>\n-5\t"-5"\n"\'\\t=1"\t"a\\"\t=b"\n\t\n"\'+x"\t"a"@en\n'
    assert [after] == run("text/tab-separated-values", [before])


def test_other_forms_are_saved_as_they_are() -> None:
    assert ['["=1"]'] == run("application/json", ['["=1"]'])
