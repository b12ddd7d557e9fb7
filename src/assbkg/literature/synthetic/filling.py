"""Slots are filled with terms, terms get ids, and out come facts and claims."""

from __future__ import annotations

from typing import Final

__all__ = ["FILLING"]

#: The links that the claims of each study state, at the level of the strongest claim.
_STATED: Final = """
CREATE OR REPLACE TEMP TABLE stated AS
SELECT paper, study, link, min(level) AS level
FROM told JOIN strength USING (strength)
GROUP BY paper, study, link
"""

_NAMED: Final = """
CREATE OR REPLACE TEMP TABLE named AS
SELECT DISTINCT paper, study, unnest([subject, object]) AS slot FROM stated JOIN link USING (link)
"""

#: Every term of the papers' own. The class of one strategy or mechanism in five is drawn
#: anew from its family.
_OWNED: Final = """
CREATE OR REPLACE TEMP TABLE owned AS
WITH made AS (SELECT paper, study, head FROM told WHERE copy = 0),
filled AS (
    SELECT s.paper, s.study, o.slot, s.again, o.head, o.tails, o.classes, o.labels,
        draw(s.paper, s.study, o.slot) AS drawn,
        CASE WHEN chance(drawn, 0, 0.2) THEN 1 + piece(drawn, 1) % len(o.classes) ELSE 1 END AS way
    FROM study s JOIN own_slot o USING (block) JOIN read r ON r.paper = s.paper
    LEFT JOIN named n ON n.paper = s.paper AND n.study = s.study AND n.slot = o.slot
    LEFT JOIN made m
        ON m.paper = s.paper AND m.study = s.study AND m.head = '.' || o.needs || s.again
    WHERE n.slot IS NOT NULL OR
        (NOT o.named AND o.sentence <= r.sentence AND (o.needs = '' OR m.head IS NOT NULL))
)
SELECT paper, study, slot, 0 AS copy, head || again || tails[way] AS name,
    classes[way] AS class, labels[way] AS label
FROM filled
UNION ALL
SELECT paper, study, slot, copy, head, $claim_class, '' FROM told
UNION ALL
SELECT paper, study, slot, 0, variety_name, variety, label
FROM chosen
WHERE is_own AND ((paper, study, slot) IN (FROM named)
    OR slot IN (SELECT unnest([subject, object]) FROM pattern))
"""

#: Ids go up with the papers, so that each paper's own terms are neighbours.
_TERMS: Final = """
CREATE OR REPLACE TEMP TABLE term AS
SELECT CAST($next - 1 + row_number() OVER (ORDER BY paper, study, slot, copy) AS INTEGER) AS id,
    paper, study, slot, copy, class, label,
    CASE WHEN class >= 0 THEN paper_iri(paper) || name
        ELSE '"' || sha256(paper_iri(paper) || name) || '"' END AS term
FROM owned
"""

_FILLED: Final = """
CREATE OR REPLACE TEMP TABLE filled AS
SELECT paper, study, slot, id, label FROM term WHERE copy = 0
UNION ALL
SELECT paper, study, slot, chosen.term, common.label
FROM chosen JOIN common ON common.id = chosen.term WHERE NOT is_own
"""

#: Few papers, one in ten, have the other object of a link that has one.
_RESOLVED: Final = """
CREATE OR REPLACE TEMP TABLE resolved AS
SELECT t.paper, t.study, link, level, property,
    CASE WHEN l.subject < $slots THEN l.subject ELSE s.id END AS subject,
    CASE WHEN l.object >= $slots THEN o.id
        WHEN l.other >= 0 AND chance(draw(t.paper, t.study, 'link ' || t.link), 0, 0.1)
        THEN l.other ELSE l.object END AS object,
    s.label AS subject_label, o.label AS object_label
FROM stated t JOIN link l USING (link)
LEFT JOIN filled s ON s.paper = t.paper AND s.study = t.study AND s.slot = l.subject
LEFT JOIN filled o ON o.paper = t.paper AND o.study = t.study AND o.slot = l.object
"""

#: Types, what claims state, and what tables give otherwise. A study can say a thing twice.
_FACTS: Final = """
CREATE OR REPLACE TEMP TABLE fact AS
WITH given AS (
    SELECT study.paper, property,
        CASE WHEN p.subject < $slots THEN p.subject ELSE s.id END AS subject,
        CASE WHEN p.object < $slots THEN p.object ELSE o.id END AS object
    FROM study JOIN pattern p USING (block)
    LEFT JOIN filled s
        ON s.paper = study.paper AND s.study = study.study AND s.slot = p.subject
    LEFT JOIN filled o
        ON o.paper = study.paper AND o.study = study.study AND o.slot = p.object
),
found AS (
    SELECT paper, $type AS property, id AS subject, class AS object, 0 AS level
    FROM term WHERE class >= 0
    UNION ALL
    SELECT paper, property, subject, object, level FROM resolved
    UNION ALL
    SELECT paper, property, subject, object, 0
    FROM given WHERE subject IS NOT NULL AND object IS NOT NULL
)
SELECT property, subject, object, CAST(min(level) AS TINYINT) AS level,
    CAST(paper AS INTEGER) AS source
FROM found GROUP BY property, subject, object, paper
"""

_CLAIMS: Final = """
CREATE OR REPLACE TEMP TABLE claim AS
SELECT term.id AS claim, r.subject, r.property, r.object, modality,
    CAST(told.paper AS INTEGER) AS source, section, CAST(told.sentence AS INTEGER) AS sentence,
    cites, concat('paper ', told.paper, ': ', coalesce(r.subject_label, s.label), ' ', p.label,
        ' ', coalesce(r.object_label, o.label)) AS statement
FROM told
JOIN term USING (paper, study, slot, copy)
JOIN resolved r USING (paper, study, link)
JOIN strength USING (strength)
JOIN section ON section.sentence = told.sentence
JOIN common p ON p.id = r.property
LEFT JOIN common s ON s.id = r.subject
LEFT JOIN common o ON o.id = r.object
"""

#: In order.
FILLING: Final = (
    _STATED,
    _NAMED,
    _OWNED,
    _TERMS,
    _FILLED,
    _RESOLVED,
    _FACTS,
    _CLAIMS,
)
