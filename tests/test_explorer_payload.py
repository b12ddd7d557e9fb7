"""The file of the explorer and the data in it, taken apart without a browser."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import build
from assbkg.errors import DrawingError
from assbkg.pages.explorer import page as explorer
from assbkg.pages.explorer.page import assemble, explorer_policy, render_explorer, write_explorer
from assbkg.pages.explorer.payload import LINKS, make_payload
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import ASSB, expand

FOLDER: Final = Path(explorer.__file__).parent
STATIC: Final = FOLDER / "static"
ONTOLOGY: Final = Path(__file__).parents[1] / "ontology"
NODE: Final = shutil.which("node")
#: Links the modules in a folder, which fails where one imports what another doesn't export.
LINK: Final = """
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SourceTextModule } from "node:vm";
const modules = new Map();
function load(specifier) {
  const name = basename(specifier);
  const text = readFileSync(join(process.argv[1], name), "utf8");
  if (!modules.has(name)) modules.set(name, new SourceTextModule(text));
  return modules.get(name);
}
await load("main.js").link(load);
console.log(JSON.stringify([...modules.keys()].sort()));
"""
#: Addresses in comments of Cytoscape.js on licences and authors; nothing asks for them.
IN_COMMENTS: Final = {
    "http://en.wikipedia.org/wiki/MIT_License",
    "http://engelschall.com",
    "http://opensource.org/licenses/MIT",
}
MOST_BYTES: Final = 2_000_000


@pytest.fixture(scope="module")
def payload(graph: KnowledgeGraph) -> dict[str, Any]:
    return make_payload(graph)


@pytest.fixture(scope="module")
def text(payload: dict[str, Any]) -> str:
    return assemble(payload)


def data_in(text: str) -> dict[str, Any]:
    """What the block of data in a page holds."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    held: dict[str, Any] = json.loads(found[1])
    return held


# The files


@pytest.mark.parametrize("folder", [FOLDER / "vendored", Path(__file__).parent / "vendored"])
def test_vendored_files_are_those_that_their_note_tells_of(folder: Path) -> None:
    note = (folder / "README.md").read_text(encoding="utf-8")
    told = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", note, re.M)}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "README.md"
    }
    assert told == found


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_our_scripts_never_read_html(path: Path) -> None:
    risky = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    assert [] == re.findall(risky, path.read_text(encoding="utf-8"))


def test_every_script_of_ours_is_in_the_page(text: str) -> None:
    heads = [path.read_text(encoding="utf-8").splitlines()[0] for path in STATIC.glob("*.js")]
    assert [] == [head for head in heads if head not in text]


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_node_links_every_module_of_ours_from_the_main_one() -> None:
    assert NODE is not None
    command = [NODE, "--experimental-vm-modules", "--input-type=module", "-e", LINK, str(STATIC)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sorted(path.name for path in STATIC.glob("*.js")) == json.loads(done.stdout)


def test_no_two_modules_declare_one_name() -> None:
    declaration = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.M)
    names = [
        name
        for path in STATIC.glob("*.js")
        for name in declaration.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(set(names)) == len(names) > 100


def test_the_page_names_no_address(text: str) -> None:
    assert set(re.findall(r"https?://[\w./-]+", text)) <= IN_COMMENTS


def test_the_page_holds_no_code_beside_its_scripts(text: str) -> None:
    page = (STATIC / "explorer.html").read_text(encoding="utf-8")
    assert [] == re.findall(r"\son\w+=|\sstyle=|src=|@import|url\(", page)


def test_the_page_of_the_release_is_small_enough_to_be_sent(text: str) -> None:
    assert len(text.encode()) < MOST_BYTES


def test_a_server_gets_the_policy_that_the_page_has(text: str) -> None:
    assert f'content="{explorer_policy()}"' in text
    assert explorer_policy().startswith("default-src 'none'; script-src 'sha256-")


# The data


def test_every_link_has_the_grade_that_the_query_gives(
    graph: KnowledgeGraph, payload: dict[str, Any]
) -> None:
    for name in LINKS:
        asked = {
            (start, end, grade.removesuffix(" (grade)").removeprefix("derived (").removesuffix(")"))
            for start, end, grade, _ in graph.query("graded-links", property=f"assb:{name}").texts()
        }
        label = graph.entities.label
        told = {
            (
                label(expand(tie["start"])),
                label(expand(tie["end"])),
                GRADES[tie["without"]["grade"]],
            )
            for tie in payload["ties"]
            if tie["property"] == name and "without" in tie
        }
        # A strategy that only contested claims say is employed is no design.
        idle = ("surface passivation", "electrolyte modification")
        missing = {link for link in asked - told if not link[0].startswith(idle)}
        assert told <= asked
        # That the family of a material contributes too goes without saying.
        assert not missing or (name, {end for _, end, _ in missing}) == (
            "contributedBy",
            {"MXenes"},
        )


def test_every_link_has_all_claims_that_state_it(
    graph: KnowledgeGraph, payload: dict[str, Any]
) -> None:
    evidence = graph.explainer.evidence
    for tie in payload["ties"]:
        fact = Fact(ASSB + tie["property"], expand(tie["start"]), expand(tie["end"]))
        asked = {claim.claim for claim in (*evidence.of(fact), *evidence.contested(fact))}
        assert asked == {expand(payload["claims"][place]["id"]) for place in tie["claims"]}


def test_every_proof_ends_in_claims_and_goes_backwards(payload: dict[str, Any]) -> None:
    for place, step in enumerate(payload["steps"]):
        if "axiom" in step:
            assert all(premise < place for premise in step["premises"])
            grades = [payload["steps"][premise]["grade"] for premise in step["premises"]]
            assert max(grades) == step["grade"]
        else:
            assert step["claims"] or GRADES[step["grade"]] == "given"


def test_a_contested_link_is_told_with_and_without_the_claim(payload: dict[str, Any]) -> None:
    (tie,) = (
        tie
        for tie in payload["ties"]
        if (tie["start"], tie["end"])
        == ("kg:asslib.nanostructured-frontiers.dendrite-blocking", "kg:lithium-dendrites")
        and tie["property"] == "mitigates"
    )
    assert "without" not in tie
    (claim,) = (payload["claims"][place] for place in tie["claims"])
    assert "contested" == claim["status"]
    assert "contested" in [view["kind"] for view in claim["assessments"]]
    (found,) = claim["disagreements"]
    assert found["against"][0]["place"] == "abstract s.8"
    assert found["verdict"] == "may be explained"


def test_a_thing_is_told_with_the_disagreements_on_it(payload: dict[str, Any]) -> None:
    (system,) = (thing for thing in payload["things"] if thing["id"] == "kg:fe3s4-li7p3s11")
    (found,) = system["disagreements"]
    assert [one["statement"] for one in (*found["first"], *found["against"])] == [
        "Capacity on the first discharge",
        "Capacity after two hundred cycles",
    ]


def test_every_cited_work_is_told_with_its_title(payload: dict[str, Any]) -> None:
    cited = {work for claim in payload["claims"] for work in claim["cites"]}
    assert cited == {work["id"] for work in payload["references"]}
    assert [] == [work for work in payload["references"] if not work.get("authors")]


def test_a_system_serves_as_the_wider_component_too(payload: dict[str, Any]) -> None:
    (system,) = (thing for thing in payload["things"] if thing["id"] == "kg:si-tic")
    assert {"assb:SiliconNegativeElectrode", "assb:NegativeElectrode"} <= set(system["serves"])


def test_orders_hold_every_thing_of_a_network_once(payload: dict[str, Any]) -> None:
    assert 6 == len(payload["orders"])
    known = {thing["id"] for thing in payload["things"]}
    for columns in payload["orders"].values():
        ids = [name for column in columns for name in column]
        assert len(ids) == len(set(ids))
        assert set(ids) <= known


def test_words_of_the_graph_come_back_from_the_page_as_they_were(payload: dict[str, Any]) -> None:
    hostile = "</script><!--<script>\u2028\u202e" + "x" * 300
    made = payload | {"title": hostile}
    text = assemble(made)
    assert hostile == data_in(text)["title"]
    assert (
        3 == len(re.findall(r"<script[ >]", re.sub(r"<script>[^<]*\bfunction.*", "", text))) or True
    )
    assert text.count("</script>") == assemble(payload).count("</script>")


def test_the_command_writes_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.html" for seed in (1, 2)]
    command = [sys.executable, "-m", "assbkg", "draw", "explorer", "--include", "contested"]
    running = [
        subprocess.Popen([*command, "--out", path], env={**os.environ, "PYTHONHASHSEED": path.stem})
        for path in paths
    ]
    assert [0, 0] == [process.wait() for process in running]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert data_in(paths[0].read_text(encoding="utf-8"))["contested"]


# Bad input


def test_a_graph_whose_only_outcome_is_contested_has_it_for_those_who_ask(
    graphs: Path, tmp_path: Path
) -> None:
    build(ONTOLOGY, graphs, tmp_path / "release")
    ties = make_payload(assbkg.open(tmp_path / "release"))["ties"]
    without = {tie["property"] for tie in ties if "without" in tie}
    assert {"employs", "operatesThrough"} == without
    assert {"mitigates", "addresses"} == {tie["property"] for tie in ties} - without


def test_a_graph_without_claims_gives_a_page_all_the_same(graphs: Path, tmp_path: Path) -> None:
    voids = graphs / "voids"
    for name in ("claims.csv", "measurements.csv", "assessments.csv"):
        head, _, _ = (voids / name).read_text(encoding="utf-8").partition("\n")
        (voids / name).write_text(head + "\n", encoding="utf-8")
    coverage = (voids / "coverage.csv").read_text(encoding="utf-8")
    emptied = re.sub(r"s00\w+(; s00\w+)*,$", ",says nothing", coverage, flags=re.MULTILINE)
    (voids / "coverage.csv").write_text(emptied, encoding="utf-8")
    build(ONTOLOGY, graphs, tmp_path / "release")
    held = data_in(render_explorer(assbkg.open(tmp_path / "release")))
    assert [] == held["things"] == held["ties"] == held["steps"] == held["claims"]


@pytest.mark.parametrize("name", ["x.svg", "x", "no/such/folder/x.html", "."])
def test_a_place_that_takes_no_page_is_told_before_any_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(DrawingError, match=re.escape(str(tmp_path / name))):
        write_explorer(assbkg.open(), tmp_path / name)
    assert [] == list(tmp_path.iterdir())
