"""Things and terms at their addresses: as pages, as RDF, and what there is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from tests.review import count_claims
from tests.serving import BROWSER, Elements

from assbkg.asking.entity import describe
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED
from assbkg.record.names import Entities
from assbkg.service.reading.portrait import MOST_LINKS, portray
from assbkg.service.reading.things import Axioms, thing_page
from assbkg.vocabulary import ASSB, KG, PREFIXES

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from starlette.testclient import TestClient

AXE = Path(__file__).parent / "vendored" / "axe.min.js"
PAGES = (
    *("/id/sinps-mxenes", "/ontology/VolumeBufferedSystem", "/ontology", "/release?format=html"),
    "/queries/strategies-for-bottleneck.html?bottleneck=volume%20expansion",
)
FORMS = {
    "text/turtle": ("ttl", RdfFormat.TURTLE),
    "application/ld+json": ("jsonld", RdfFormat.JSON_LD),
    "application/rdf+xml": ("rdf", RdfFormat.RDF_XML),
    "application/n-triples": ("nt", RdfFormat.N_TRIPLES),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "</h1></td><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "\u202egnp.exe",
    "a\x1b[2J",
)

PART = "sinps-mxenes.nanostructured-frontiers.void-engineering"


def page(client: TestClient, path: str) -> Elements:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert (200, "text/html; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    return Elements(answer.text)


# --- forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize("media_type", FORMS)
@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("/id/silicon", KG + "silicon"),
        (f"/id/{PART}", KG + PART),
        ("/id/nanostructured-frontiers.s081", KG + "nanostructured-frontiers.s081"),
        ("/ontology/VolumeBufferedSystem", ASSB + "VolumeBufferedSystem"),
        ("/ontology/addresses", ASSB + "addresses"),
    ],
)
def test_a_thing_comes_in_the_form_asked_for(
    client: TestClient, graph: KnowledgeGraph, path: str, iri: str, media_type: str
) -> None:
    ending, form = FORMS[media_type]
    answer = client.get(path, headers={"Accept": media_type})
    assert media_type == answer.headers["content-type"].partition(";")[0]
    assert answer.content == client.get(f"{path}.{ending}").content
    assert answer.content == client.get(f"{path}?format={ending}").content
    found = {(q.predicate, q.object) for q in parse(answer.content, format=form) if _is(q, iri)}
    known = graph.release.store.quads_for_pattern(NamedNode(iri), None, None, None)
    assert {str(q.predicate) for q in known} == {str(predicate) for predicate, _ in found}


def _is(quad: Quad, iri: str) -> bool:
    return quad.subject == NamedNode(iri)


def test_a_term_brings_the_blank_nodes_that_it_needs(client: TestClient) -> None:
    answer = client.get("/ontology/VolumeBufferedSystem.nt")
    some = NamedNode(PREFIXES["owl"] + "someValuesFrom")
    fillers = {
        str(q.object)
        for q in parse(answer.content, format=RdfFormat.N_TRIPLES)
        if q.predicate == some
    }
    assert f"<{ASSB}VolumeBuffering>" in fillers


def test_the_whole_ontology_is_the_one_that_was_released(
    client: TestClient, graph: KnowledgeGraph
) -> None:
    expected = len(set(parse(graph.release.read("ontology.nt"), format=RdfFormat.N_TRIPLES)))
    for ending, form in (
        ("ttl", RdfFormat.TURTLE),
        ("owl", RdfFormat.RDF_XML),
        ("nt", RdfFormat.N_TRIPLES),
        ("jsonld", RdfFormat.JSON_LD),
    ):
        answer = client.get(f"/ontology.{ending}")
        assert expected == len(set(parse(answer.content, format=form)))


@pytest.mark.parametrize("path", ["/id/silicon", "/ontology", "/ontology/Claim"])
def test_head_says_what_get_would_without_a_body(client: TestClient, path: str) -> None:
    for accept in ("text/turtle", BROWSER):
        get, head = (ask(path, headers={"Accept": accept}) for ask in (client.get, client.head))
        assert (200, b"") == (head.status_code, head.content)
        for name in ("content-type", "content-length", "etag", "vary"):
            assert get.headers[name] == head.headers[name]
        assert "Accept" in head.headers["vary"]


def test_a_thing_comes_no_second_time(client: TestClient) -> None:
    tag = client.get("/id/silicon").headers["etag"]
    again = client.get("/id/silicon", headers={"If-None-Match": tag})
    assert (304, b"") == (again.status_code, again.content)


@pytest.mark.parametrize("accept", ["text/csv", "image/png", "*/*;q=0"])
def test_a_form_that_no_thing_takes_is_refused(client: TestClient, accept: str) -> None:
    answer = client.get("/id/silicon", headers={"Accept": accept})
    assert 406 == answer.status_code
    assert "text/turtle" in answer.json()["expected"]


# --- pages ----------------------------------------------------------------------------------


def test_the_page_of_a_system_tells_links_claims_and_measurements(client: TestClient) -> None:
    shown = page(client, "/id/sinps-mxenes")
    for words in (
        "SiNPs@MXenes composite",
        "volume-buffered system",
        "void engineering in SiNPs@MXenes",
        "inferred",
        "stated, cited",
        "§2.2 s.81",
        "564.82 mAh g⁻¹",
        "Bending MXene sheets hold the silicon",
    ):
        assert words in shown.words
    assert "/id/nanostructured-frontiers.s081" in shown.links


def test_the_page_of_a_term_tells_its_axioms(client: TestClient) -> None:
    shown = " ".join(page(client, "/ontology/VolumeBufferedSystem").words.split())
    assert "employs some ( operates through some volume buffering ))" in shown
    chained = " ".join(page(client, "/ontology/addresses").words.split())
    assert "operates through ∘ mitigates ⊑ addresses" in chained


def test_the_page_of_the_ontology_has_an_anchor_for_each_term(
    client: TestClient, graph: KnowledgeGraph
) -> None:
    shown = page(client, "/ontology")
    query = f"""SELECT ?term {{ GRAPH graph:ontology {{ VALUES ?kind {{ owl:Class owl:ObjectProperty
      owl:NamedIndividual owl:DatatypeProperty owl:AnnotationProperty }} ?term a ?kind }}
      FILTER(STRSTARTS(STR(?term), '{ASSB}')) }}"""
    terms = {row[0].removeprefix(ASSB) for row in graph.sparql(query).values()}
    assert set() == terms - set(shown.ids)
    assert len(shown.ids) == len(set(shown.ids))


@pytest.mark.parametrize(
    "path", ["/id/sinps-mxenes", "/id/cycle-life", "/ontology/Claim", "/ontology/employs"]
)
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    links = {link.partition("#")[0] for link in page(client, path).links}
    inside = sorted(link for link in links if link.startswith("/") and link != "/")
    assert {200} == {client.get(link, headers={"Accept": "*/*"}).status_code for link in inside}


def test_a_crowd_of_links_is_cut_with_its_count_and_a_way_to_all(client: TestClient) -> None:
    shown = page(client, "/ontology/Claim")
    way = next(link for link in shown.links if link.startswith("/sparql?"))
    assert f"{count_claims() - MOST_LINKS} more: all of them" in shown.words
    assert f"{count_claims()} rows" in Elements(client.get(way).text).words


def test_axe_finds_nothing_that_shuts_people_out(browser: Browser, service: str) -> None:
    # Around the policy of the pages, which would not let axe in.
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page, found = context.new_page(), []
    for path in ("/id/silicon", "/ontology/IonChannel", "/queries/units-in-use.html"):
        page.goto(service + path)
        page.add_script_tag(path=AXE)
        for scheme, rules in (("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            result = page.evaluate(f"axe.run({rules})")
            found += [(path, scheme, one["id"]) for one in result["violations"]]
    context.close()
    assert [] == found


def test_pages_fit_every_screen_and_keep_their_policy(browser: Browser, service: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    told: list[str] = []
    asked_for: list[str] = []
    page.on("console", lambda said: told.append(said.text))
    page.on("request", lambda asked: asked_for.append(asked.url))
    for path in PAGES:
        page.goto(service + path)
        assert "650" == page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight")
        for width in (360, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            assert width == page.evaluate("document.documentElement.scrollWidth"), path
    context.close()
    assert [] == told
    assert [] == [url for url in asked_for if not url.startswith(service + "/")]


# --- what there is not ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/id/sinps-mxene", KG + "sinps-mxenes"),
        ("/id/SiNPs@MXenes", KG + "sinps-mxenes"),
        ("/id/volume%20expansion", KG + "volume-expansion"),
        ("/ontology/VoidEnginering", ASSB + "VoidEngineering"),
        ("/ontology/voidengineering.ttl", ASSB + "VoidEngineering"),
    ],
)
def test_a_name_of_nothing_gets_the_nearest(client: TestClient, path: str, expected: str) -> None:
    answer = client.get(path)
    assert 404 == answer.status_code
    assert expected in [near["iri"] for near in answer.json()["nearest"]]


def test_a_browser_gets_the_nearest_names_as_links(client: TestClient) -> None:
    answer = client.get("/id/sinps-mxene", headers={"Accept": BROWSER})
    assert (404, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert "/id/sinps-mxenes" in Elements(answer.text).links
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "a%00.ttl",
        "a b",
        "<script>alert(1)</script>",
        "a%3Eb%20%7B%7D%20INSERT",
        "%22%20onerror=%22",
        "%e2%80%aegnp.exe",
        "%ff%fe",
        ".ttl",
        "x" * 10_000,
        "silicon/",
        "silicon%3Fx",
        "silicon%23x",
    ],
)
@pytest.mark.parametrize("root", ["/id/", "/ontology/"])
@pytest.mark.parametrize("accept", ["*/*", BROWSER])
def test_no_name_leads_anywhere_else(client: TestClient, root: str, name: str, accept: str) -> None:
    if root == "/ontology/" and not name:
        return  # the ontology
    answer = client.get(root + name, headers={"Accept": accept})
    assert 404 == answer.status_code
    assert len(answer.content) < 4_000
    if accept == BROWSER:
        assert not {"script", "img"} & set(Elements(answer.text).tags)
        assert not {"\u202e", "\x00"} & set(answer.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent_to_a_thing(client: TestClient, method: str) -> None:
    assert 405 == client.request(method, "/id/silicon").status_code


# --- other people's graphs ------------------------------------------------------------------


def hostile_store(words: str) -> Store:
    """A graph in which every text is hostile."""
    thing, other, kind = NamedNode(KG + "x"), NamedNode(KG + quote(words, safe="")), ASSB + "Kind"
    label, claim = NamedNode(PREFIXES["rdfs"] + "label"), NamedNode(KG + "c")
    store = Store()
    for subject in (thing, other, NamedNode(kind), claim, NamedNode(ASSB + "employs")):
        store.add(Quad(subject, label, Literal(words), ASSERTED))
    store.add(Quad(thing, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(kind), ASSERTED))
    store.add(Quad(thing, NamedNode(ASSB + "employs"), other, INFERRED))
    store.add(Quad(other, NamedNode(ASSB + "employs"), thing, ASSERTED))
    store.add(Quad(thing, NamedNode(ASSB + "chemicalFormula"), Literal(words), ASSERTED))
    store.add(Quad(thing, NamedNode("http://example.org/p"), Literal(words), ASSERTED))
    store.add(Quad(thing, NamedNode("http://example.org/q"), NamedNode("javascript:x"), ASSERTED))
    store.add(Quad(thing, NamedNode(ASSB + "hasMeasurement"), other, ASSERTED))
    store.add(Quad(other, NamedNode(ASSB + "asWritten"), Literal(words), EVIDENCE))
    store.add(Quad(other, NamedNode(ASSB + "atCycle"), Literal(words), EVIDENCE))
    for end, value in (
        ("claimSubject", thing),
        ("claimProperty", NamedNode(ASSB + "employs")),
        ("claimObject", other),
        ("statement", Literal(words)),
        ("hasModality", Literal(words)),
    ):
        store.add(Quad(claim, NamedNode(ASSB + end), value, EVIDENCE))
    return store


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_of_a_graph_is_read_as_html(words: str) -> None:
    store = hostile_store(words)
    entities, iri = Entities(store), KG + "x"
    drawn = thing_page(
        describe(iri, store, entities),
        portray(iri, store, entities),
        entities,
        Axioms(entities).of(iri),
    ).decode()
    shown = Elements(drawn)
    assert not {"script", "img"} & set(shown.tags)
    assert not [name for name in shown.attributes if name.startswith("on")]
    assert not [link for link in shown.links if link.startswith("javascript")]
    assert not {"\u202e", "\x1b"} & set(drawn)


def test_a_thing_with_very_many_links_is_shown_in_bounded_time() -> None:
    store, crowd = Store(), 60_000
    thing, employs = NamedNode(KG + "x"), NamedNode(ASSB + "employs")
    store.bulk_extend(Quad(NamedNode(f"{KG}y{n}"), employs, thing, ASSERTED) for n in range(crowd))
    found = portray(thing.value, store, Entities(store))
    (group,) = found.groups
    assert (MOST_LINKS, False) == (len(group.links), group.is_whole)
