"""The SQL that makes papers of a template: a batch of papers at a time, in stages.

Chance is taken from MD5, which is the same everywhere and in every version: each choice has
a key of seed, paper, study and place, and the 64 lower bits of the key's digest give four
draws of 16 bits. So a paper is the same whatever other papers there are.
"""

from __future__ import annotations

import re
from typing import Final

from assbkg.vocabulary import KG

__all__ = ["STAGES", "macros"]


def macros(seed: int) -> str:
    """The macros behind each choice, for one seed."""
    return f"""
    CREATE MACRO draw(paper, study, place) AS
        md5_number_lower(concat_ws('/', {seed}, paper, study, place));
    CREATE MACRO piece(drawn, n) AS CAST((drawn >> (16 * n)) & 65535 AS INTEGER);
    CREATE MACRO chance(drawn, n, probability) AS piece(drawn, n) < probability * 65536;
    CREATE MACRO pick(drawn, n, choices) AS choices[1 + piece(drawn, n) % len(choices)];
    CREATE MACRO paper_iri(paper) AS '{KG}paper-' || lpad(CAST(paper AS VARCHAR), 6, '0');
    """


#: Studies of each paper: the frame, and as many draws as there are studies. `again` tells
#: the second study of one form in a paper from the first.
_STUDIES: Final = """
CREATE OR REPLACE TEMP TABLE study AS
SELECT paper, study, block, CASE WHEN nth > 1 THEN '-' || nth ELSE '' END AS again
FROM (
    SELECT paper, study, block, row_number() OVER (PARTITION BY paper, block ORDER BY study) AS nth
    FROM (
        SELECT paper, study,
            CASE WHEN study = 0 THEN 0 ELSE 1 + piece(draw(paper, study, 'form'), 0) % $studies END
                AS block
        FROM range($first, $last) p(paper), range(0, $studies + 1) s(study)
    )
)
"""

#: Nine in ten claims are made, one in ten is made again in another sentence.
_CLAIMS: Final = """
CREATE OR REPLACE TEMP TABLE made AS
SELECT paper, study, slot, copy, link, strength, again,
    name || again || CASE copy WHEN 0 THEN '' ELSE '.again' END AS head,
    CASE copy WHEN 0 THEN sentence ELSE pick(drawn, 3, $sentences) END
        AS sentence,
    CASE WHEN NOT cited THEN [] WHEN len(cites) > 0 THEN cites
        ELSE [1 + piece(drawn, 2) % $references] END AS cites
FROM (
    SELECT paper, study, slot, copy, link, again, f.head AS name, sentence, cites,
        draw(paper, study, slot || '/' || copy) AS drawn, pick(drawn, 1, strengths) AS strength
    FROM study JOIN form f USING (block), range(2) c(copy)
)
JOIN strength USING (strength)
WHERE chance(drawn, 0, CASE copy WHEN 0 THEN 0.9 ELSE 0.1 END)
"""

#: Where the claims asked for are used up: later papers go, the last is read only so far.
_COUNTED: Final = """
CREATE OR REPLACE TEMP TABLE counted AS
SELECT *, row_number() OVER (ORDER BY paper, sentence, study, slot, copy) AS number FROM made
"""

_TOLD: Final = """
CREATE OR REPLACE TEMP TABLE told AS SELECT * FROM counted WHERE number <= $claims
"""

_CUT: Final = """
CREATE OR REPLACE TEMP TABLE cut AS
SELECT paper,
    CASE WHEN count(*) FILTER (number > $claims) = 0 THEN 1000000
        ELSE max(sentence) FILTER (number <= $claims) END AS sentence
FROM counted GROUP BY paper HAVING min(number) <= $claims
"""

_READ: Final = """
DELETE FROM study WHERE paper NOT IN (SELECT paper FROM cut)
"""

_LINKS: Final = """
CREATE OR REPLACE TEMP TABLE stated AS
SELECT paper, study, link, min(level) AS level
FROM told JOIN strength USING (strength)
GROUP BY paper, study, link
"""

_OWN: Final = """
CREATE OR REPLACE TEMP TABLE owned AS
WITH named AS (
    SELECT DISTINCT paper, study, unnest([subject, object]) AS slot
    FROM stated JOIN link USING (link)
),
claimed AS (SELECT paper, study, head FROM told WHERE copy = 0),
filled AS (
    SELECT s.paper, s.study, o.slot, again, o.head, o.tails, o.classes, o.labels,
        draw(s.paper, s.study, o.slot) AS drawn,
        CASE WHEN named AND chance(drawn, 0, 0.2)
            THEN 1 + piece(drawn, 1) % len(o.classes) ELSE 1 END AS way
    FROM study s JOIN own_slot o USING (block)
    LEFT JOIN named n ON n.paper = s.paper AND n.study = s.study AND n.slot = o.slot
    LEFT JOIN claimed c
        ON c.paper = s.paper AND c.study = s.study AND c.head = '.' || o.needs || s.again
    JOIN cut ON cut.paper = s.paper
    WHERE (NOT o.named OR n.slot IS NOT NULL) AND (o.needs = '' OR c.head IS NOT NULL)
        AND (o.sentence <= cut.sentence OR n.slot IS NOT NULL)
)
SELECT paper, study, slot, 0 AS copy, head || again || tails[way] AS name,
    classes[way] AS class, labels[way] AS label
FROM filled
UNION ALL
SELECT paper, study, slot, copy, head, $claim_class, '' FROM told
UNION ALL
SELECT paper, study, slot, 0, '.' || block_name || again || tail, class, label
FROM chosen WHERE is_own AND (
    (paper, study, slot) IN (FROM named)
    OR slot IN (SELECT unnest([subject, object]) FROM pattern)
)
"""

_CHOSEN: Final = """
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT paper, study, slot, again, b.name AS block_name, tail, variety AS class, label,
    draw(paper, study, key) AS drawn,
    variety >= 0 AND chance(drawn, 0, 0.25) AS is_own,
    CASE WHEN len(others) > 0 AND chance(drawn, 1, swap) THEN pick(drawn, 2, others)
        ELSE free_slot.term END
        AS term
FROM study JOIN free_slot USING (block) JOIN block b USING (block)
    JOIN common ON common.id = free_slot.term
"""

#: Ids in the order of papers, so that each paper's own terms are neighbours.
_TERMS: Final = """
CREATE OR REPLACE TEMP TABLE term AS
SELECT id, paper, study, slot, copy, class, label,
    CASE WHEN class >= 0 THEN paper_iri(paper) || name
        ELSE '"' || sha256(paper_iri(paper) || name) || '"' END AS term
FROM (
    SELECT *, CAST($next + row_number() OVER (ORDER BY paper, study, slot, copy) - 1 AS INTEGER)
        AS id
    FROM owned
)
"""

_FILLED: Final = """
CREATE OR REPLACE TEMP TABLE filled AS
SELECT paper, study, slot, id, label FROM term WHERE copy = 0
UNION ALL
SELECT c.paper, c.study, c.slot, c.term, o.label
FROM chosen c JOIN common o ON o.id = c.term WHERE NOT is_own
"""

_STATED: Final = """
CREATE OR REPLACE TEMP TABLE resolved AS
SELECT f.paper, f.study, f.link, f.level, property,
    CASE WHEN l.subject < $slots THEN l.subject ELSE s.id END AS subject,
    CASE WHEN l.object >= $slots THEN o.id
        WHEN l.other >= 0 AND chance(draw(f.paper, f.study, 'link ' || f.link), 0, 0.1)
        THEN l.other ELSE l.object END AS object,
    s.label AS subject_label, o.label AS object_label
FROM stated f JOIN link l USING (link)
LEFT JOIN filled s ON s.paper = f.paper AND s.study = f.study AND s.slot = l.subject
LEFT JOIN filled o ON o.paper = f.paper AND o.study = f.study AND o.slot = l.object
"""

_FACTS: Final = """
CREATE OR REPLACE TEMP TABLE fact AS
SELECT property, subject, object, CAST(min(level) AS TINYINT) AS level,
    CAST(paper AS INTEGER) AS source
FROM (
    SELECT $type AS property, id AS subject, class AS object, 0 AS level, paper
    FROM term WHERE class >= 0
    UNION ALL
    SELECT property, subject, object, level, paper FROM resolved
    UNION ALL
    SELECT property, CASE WHEN p.subject < $slots THEN p.subject ELSE s.id END,
        CASE WHEN p.object < $slots THEN p.object ELSE o.id END, 0, i.paper
    FROM study i JOIN pattern p USING (block)
    LEFT JOIN filled s ON s.paper = i.paper AND s.study = i.study AND s.slot = p.subject
    LEFT JOIN filled o ON o.paper = i.paper AND o.study = i.study AND o.slot = p.object
    WHERE (p.subject < $slots OR s.id IS NOT NULL) AND (p.object < $slots OR o.id IS NOT NULL)
)
GROUP BY property, subject, object, paper
"""

_RECORDS: Final = """
CREATE OR REPLACE TEMP TABLE claim AS
SELECT c.id AS claim, r.subject, r.property, r.object, x.modality,
    CAST(t.paper AS INTEGER) AS source, n.section, CAST(t.sentence AS INTEGER) AS sentence, t.cites,
    'paper ' || t.paper || ': ' || coalesce(r.subject_label, a.label) || ' ' || p.label || ' '
        || coalesce(r.object_label, b.label) AS statement
FROM told t
JOIN term c USING (paper, study, slot, copy)
JOIN resolved r USING (paper, study, link)
JOIN strength x USING (strength)
JOIN section n ON n.sentence = t.sentence
JOIN common p ON p.id = r.property
LEFT JOIN common a ON a.id = r.subject
LEFT JOIN common b ON b.id = r.object
ORDER BY claim
"""

_PARAMETER: Final = re.compile(r"\$([a-z_]+)")

#: What makes the tables of a batch of papers, in order: statements, each with the names of
#: its parameters.
STAGES: Final = tuple(
    (statement, tuple(sorted(set(_PARAMETER.findall(statement)))))
    for statement in (
        _STUDIES,
        _CLAIMS,
        _COUNTED,
        _TOLD,
        _CUT,
        _READ,
        _LINKS,
        _CHOSEN,
        _OWN,
        _TERMS,
        _FILLED,
        _STATED,
        _FACTS,
        _RECORDS,
    )
)
