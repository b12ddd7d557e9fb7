"""Turn records into quads: the same corpus gives the same quads, in any order.

What a paper states about the world goes to the graph `asserted` as plain links; who states it,
where, how strongly, and what a curator thinks of it goes to `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from assbkg.curation.citing import Citing
from assbkg.curation.corpus import Corpus, Paper
from assbkg.curation.names import Names, Node, case_label, part_label
from assbkg.curation.origins import origin_of
from assbkg.curation.records import Claim, Coverage, Entity, Reference
from assbkg.curation.scoping import Scopes
from assbkg.graph.measurements import measurement_quads, step_quads
from assbkg.graph.ontology import Ontology
from assbkg.graph.provenance import REASONED, said_quads
from assbkg.graph.terms import (
    ASSERTED,
    EVIDENCE,
    assb,
    individual,
    integer,
    kg,
    link,
    node,
    plain,
    text,
)
from assbkg.vocabulary import KG, kebab, record_iri, sentence_iri

__all__ = ["corpus_quads"]


def corpus_quads(corpus: Corpus, ontology: Ontology, only: Paper | None = None) -> Iterator[Quad]:
    """Yield the quads of all sources, or of one. The corpus has passed `check_corpus`."""
    names = Names(ontology.schema, corpus.entities())
    labels = _labels(corpus, ontology)
    citing = Citing.among(paper.info for paper in corpus.papers)
    scopes = Scopes.among(corpus, names)
    papers = corpus.papers if only is None else (only,)
    yield from _all_part_quads(corpus, papers, names, scopes, labels, citing)
    for paper in papers:
        theirs = names.within(paper.info.id)
        yield from _source_quads(paper, citing)
        for reference in paper.references:
            yield from _reference_quads(paper, reference.record, citing)
        # An entity may be named after a sentence that was not read for records.
        named = {row.record.sentence for row in paper.entities}
        named |= {row.record.sentence for row in paper.references}
        for coverage in paper.coverage:
            if not (coverage.record.is_read or coverage.record.sentence in named):
                continue
            yield from _place_quads(paper, coverage.record, citing)
        for entity in paper.entities:
            yield from _entity_quads(paper, entity.record)
        for claim in paper.claims:
            yield from _claim_quads(paper, claim.record, theirs, scopes, citing)
        for measurement in paper.measurements:
            figure = measurement.record
            subject = theirs.resolve(figure.subject)
            yield from measurement_quads(
                paper.info.id, figure, subject, ontology, citing, paper.info.type
            )
        yield from step_quads(paper, ontology, labels)
        yield from _judgement_quads(paper, corpus)


def _labels(corpus: Corpus, ontology: Ontology) -> dict[str, str]:
    labels = dict(ontology.labels)
    for paper in corpus.papers:
        labels.update({KG + row.record.id: row.record.label for row in paper.entities})
    return labels


def _all_part_quads(
    corpus: Corpus,
    papers: Iterable[Paper],
    names: Names,
    scopes: Scopes,
    labels: dict[str, str],
    citing: Citing,
) -> Iterator[Quad]:
    """Yield the parts and cases that papers name; one that several have is named after each."""
    graphs = _parts(corpus.papers, names, scopes)
    owners: dict[tuple[str, str], set[str]] = {}
    for part in graphs:
        owners.setdefault((part.part_of, part.id), set()).add(part.paper)
    wanted = {paper.info.id for paper in papers}
    for part, graph in graphs.items():
        if part.paper in wanted:
            several = len(owners[part.part_of, part.id]) > 1
            key = citing.key(part.paper) if several or not part.part_of else ""
            if part.case_of:
                yield from _case_quads(part, graph, labels, key)
                if around := scopes.around(part):
                    yield link(individual(part), "assb:caseOf", individual(around), graph)
            else:
                yield from _part_quads(part, graph, labels, key)


def _parts(papers: Iterable[Paper], names: Names, scopes: Scopes) -> dict[Node, NamedNode]:
    """Return each part and case that claims or measurements name, with the graph that types it.

    A part that only contested records name is not asserted, just as they are not.
    """
    graphs: dict[Node, NamedNode] = {}
    for paper in papers:
        for found, status in _named(paper, names.within(paper.info.id), scopes):
            if not (found.part_of or found.case_of):
                continue
            if status in REASONED:
                graphs[found] = ASSERTED
            else:
                graphs.setdefault(found, EVIDENCE)
    return graphs


def _named(paper: Paper, names: Names, scopes: Scopes) -> Iterator[tuple[Node, str]]:
    """Yield everything that a paper's claims and measurements name, with the record's status."""
    for claim in (row.record for row in paper.claims):
        # What only a denied claim names is no more asserted than what a contested one names.
        status = claim.status if claim.polarity == "affirmed" else "contested"
        ends = scopes.ends(claim, names)
        for found in (ends.subject, *ends.targets):
            yield found, status
            if around := scopes.around(found):
                yield around, status
    for figure in (row.record for row in paper.measurements):
        yield names.resolve(figure.subject), figure.status


def _source_quads(paper: Paper, citing: Citing) -> Iterator[Quad]:
    info, source = paper.info, kg(paper.info.id)
    kind = "Background" if info.is_background else "Source"
    yield link(source, "rdf:type", assb(kind), EVIDENCE)
    yield link(source, "rdfs:label", text(info.title), EVIDENCE)
    yield link(source, "dcterms:title", text(info.title), EVIDENCE)
    yield link(source, "dcterms:rights", text(info.licence), EVIDENCE)
    if key := citing.key(info.id):
        yield link(source, "assb:paperKey", plain(key), EVIDENCE)
        yield link(source, "skos:altLabel", text(key), EVIDENCE)
    yield link(source, "assb:authorList", plain("; ".join(info.authors)), EVIDENCE)
    for author in info.authors:
        yield link(source, "dcterms:creator", plain(author), EVIDENCE)
    for keyword in info.keywords:
        yield link(source, "dcterms:subject", text(keyword), EVIDENCE)
    if info.year:
        yield link(source, "dcterms:date", plain(str(info.year)), EVIDENCE)
    if info.doi:
        yield link(source, "dcterms:identifier", plain(f"doi:{info.doi}"), EVIDENCE)
    yield from _curation_quads(paper, source)


def _curation_quads(paper: Paper, source: NamedNode) -> Iterator[Quad]:
    """Yield what kind of work a paper is, and how and how far it was read."""
    info = paper.info
    if not info.is_background:
        total = info.sentences or len(paper.coverage)
        yield link(source, "assb:sentenceCount", integer(total), EVIDENCE)
    if info.type:
        yield link(source, "assb:workType", plain(info.type), EVIDENCE)
    for name in info.curated_by:
        yield link(source, "assb:curatedBy", plain(name), EVIDENCE)
    if info.passes:
        yield link(source, "assb:passes", integer(info.passes), EVIDENCE)
    if info.curation:
        yield link(source, "assb:curationNote", plain(info.curation), EVIDENCE)


def _reference_quads(paper: Paper, reference: Reference, citing: Citing) -> Iterator[Quad]:
    subject = kg(f"{paper.info.id}.ref-{reference.number}")
    place = NamedNode(sentence_iri(paper.info.id, reference.sentence))
    mark = citing.work(paper.info.id, reference.number)
    yield link(subject, "rdf:type", assb("Reference"), EVIDENCE)
    yield link(subject, "rdfs:label", text(f"[{mark}] {reference.title}"), EVIDENCE)
    yield link(subject, "assb:referenceNumber", integer(reference.number), EVIDENCE)
    yield link(subject, "assb:citationMark", plain(mark), EVIDENCE)
    yield link(subject, "assb:citedBy", kg(paper.info.id), EVIDENCE)
    yield link(subject, "assb:evidencedBy", place, EVIDENCE)
    yield link(subject, "dcterms:title", text(reference.title), EVIDENCE)
    yield link(subject, "dcterms:creator", plain(reference.authors), EVIDENCE)
    yield link(subject, "dcterms:date", plain(str(reference.year)), EVIDENCE)
    parts = (reference.journal, reference.volume, reference.pages)
    yield link(subject, "dcterms:isPartOf", plain(", ".join(p for p in parts if p)), EVIDENCE)
    published = {
        "dcterms:publisher" if reference.isbn else "prism:publicationName": reference.journal,
        "prism:isbn": reference.isbn,
        "prism:volume": reference.volume_number,
        "prism:number": reference.issue,
        "prism:pageRange": reference.pages,
    }
    for predicate, value in published.items():
        if value:
            yield link(subject, predicate, plain(value), EVIDENCE)
    if reference.doi:
        yield link(subject, "dcterms:identifier", plain(f"doi:{reference.doi}"), EVIDENCE)


def _place_quads(paper: Paper, coverage: Coverage, citing: Citing) -> Iterator[Quad]:
    place = NamedNode(sentence_iri(paper.info.id, coverage.sentence))
    name = citing.place(paper.info.id, coverage.section, coverage.sentence)
    yield link(place, "rdfs:label", text(name), EVIDENCE)
    yield link(place, "assb:sectionNumber", plain(coverage.section), EVIDENCE)
    yield link(place, "assb:inSource", kg(paper.info.id), EVIDENCE)
    if paper.info.is_background:
        yield link(place, "rdf:type", assb("Chapter"), EVIDENCE)
        return
    yield link(place, "rdf:type", assb("Sentence"), EVIDENCE)
    yield link(place, "assb:sentenceNumber", integer(coverage.sentence), EVIDENCE)
    yield link(place, "assb:fingerprint", plain(coverage.fingerprint), EVIDENCE)


def _entity_quads(paper: Paper, entity: Entity) -> Iterator[Quad]:
    subject = kg(entity.id)
    place = NamedNode(sentence_iri(paper.info.id, entity.sentence))
    yield link(subject, "rdf:type", assb(entity.class_name), ASSERTED)
    yield link(subject, "rdfs:label", text(entity.label), ASSERTED)
    yield link(subject, "assb:evidencedBy", place, EVIDENCE)
    for label in entity.alt_labels:
        yield link(subject, "skos:altLabel", text(label), ASSERTED)
    if entity.formula:
        yield link(subject, "assb:chemicalFormula", plain(entity.formula), ASSERTED)


def _claim_quads(
    paper: Paper, claim: Claim, names: Names, scopes: Scopes, citing: Citing
) -> Iterator[Quad]:
    source, record = paper.info.id, NamedNode(record_iri(paper.info.id, claim.id))
    ends = scopes.ends(claim, names)
    subject, target = individual(ends.subject), individual(ends.target)
    yield link(record, "rdf:type", assb("Claim"), EVIDENCE)
    yield link(record, "rdfs:label", text(citing.record("claim", source, claim.id)), EVIDENCE)
    yield link(record, "assb:claimSubject", subject, EVIDENCE)
    yield link(record, "assb:claimProperty", assb(claim.property), EVIDENCE)
    yield link(record, "assb:claimObject", target, EVIDENCE)
    if ends.scoped:
        yield link(record, "assb:scopedTo", individual(ends.scoped), EVIDENCE)
    yield link(record, "assb:hasPolarity", assb(claim.polarity.capitalize()), EVIDENCE)
    yield from said_quads(source, record, claim, origin_of(claim, paper.info.type))
    place = NamedNode(sentence_iri(source, claim.sentence[0]))
    for found in (ends.subject, *ends.targets):
        if found.part_of or found.case_of:
            yield link(individual(found), "assb:evidencedBy", place, EVIDENCE)
    if claim.polarity == "affirmed" and claim.status in REASONED:
        for found in ends.targets:
            yield Quad(subject, assb(claim.property), individual(found), ASSERTED)


def _part_quads(part: Node, graph: NamedNode, labels: dict[str, str], key: str) -> Iterator[Quad]:
    """A part's class and label; with the `key` of its paper, the label without it is another."""
    subject = individual(part)
    name = labels.get(assb(part.class_name).value, kebab(part.class_name))
    called = (name, labels[KG + part.part_of], part.number)
    yield link(subject, "rdf:type", assb(part.class_name), graph)
    yield link(subject, "rdfs:label", text(part_label(*called, key)), graph)
    if key:
        yield link(subject, "skos:altLabel", text(part_label(*called)), graph)


def _case_quads(case: Node, graph: NamedNode, labels: dict[str, str], key: str) -> Iterator[Quad]:
    """Yield a case's class and label, and the bottleneck in general."""
    subject, general = individual(case), kg(case.case_of)
    bearer = labels[KG + case.part_of] if case.part_of else ""
    called = (labels.get(general.value, case.case_of), bearer)
    yield link(subject, "rdf:type", assb(case.class_name), graph)
    yield link(subject, "assb:caseOf", general, graph)
    yield link(subject, "rdfs:label", text(case_label(*called, key)), graph)
    if key and case.part_of:
        yield link(subject, "skos:altLabel", text(case_label(*called)), graph)


def _judgement_quads(paper: Paper, corpus: Corpus) -> Iterator[Quad]:
    source = paper.info.id
    for row in paper.assessments:
        judged = row.record
        subject = NamedNode(record_iri(source, judged.id))
        owner, about = corpus.owner(paper, judged.about)
        places = tuple(sentence_iri(owner.info.id, sentence) for sentence in judged.sentence)
        judged_record = (NamedNode(record_iri(owner.info.id, about)),)
        yield from _assessment(subject, judged_record, judged.kind, judged.reason, places)
    places_of: dict[str, dict[str, tuple[str, ...]]] = {}
    for pair in paper.contradictions:
        two = pair.record
        subject = NamedNode(record_iri(source, f"contradiction-{two.first}-{two.second}"))
        ends = [corpus.owner(paper, name) for name in (two.first, two.second)]
        for owner, _ in ends:
            if owner.info.id not in places_of:
                places_of[owner.info.id] = _places(owner)
        first, second = (NamedNode(record_iri(owner.info.id, name)) for owner, name in ends)
        stated = {place for owner, name in ends for place in places_of[owner.info.id][name]}
        yield link(first, "assb:contradicts", second, EVIDENCE)
        yield from _assessment(
            subject, (first, second), "contradiction", two.reason, tuple(sorted(stated))
        )


def _places(paper: Paper) -> dict[str, tuple[str, ...]]:
    """The places of every claim and measurement of a paper, by their IRIs."""
    return {
        row.record.id: tuple(sentence_iri(paper.info.id, s) for s in row.record.sentence)
        for row in paper.assertions()
    }


def _assessment(
    subject: NamedNode,
    about: tuple[NamedNode, ...],
    kind: str,
    reason: str,
    places: tuple[str, ...],
) -> Iterator[Quad]:
    reason_text: Literal = plain(reason)
    yield link(subject, "rdf:type", assb("Assessment"), EVIDENCE)
    yield link(subject, "rdfs:label", text(f"{kind}: {reason}"), EVIDENCE)
    yield link(subject, "assb:assessmentKind", plain(kind), EVIDENCE)
    yield link(subject, "assb:reason", reason_text, EVIDENCE)
    for judged in about:
        yield link(subject, "assb:assesses", judged, EVIDENCE)
    for place in places:
        yield link(subject, "assb:evidencedBy", node(place), EVIDENCE)
