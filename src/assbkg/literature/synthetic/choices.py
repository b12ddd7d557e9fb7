"""What papers choose: their studies, their claims, and the things that these are about.

Chance is taken from MD5, which is the same everywhere and in every version of DuckDB: each
choice has a key of seed, paper, study and place, and the lower half of the key's digest
gives four draws of 16 bits. So a paper is the same whatever other papers there are.
"""

from __future__ import annotations

from typing import Final

from assbkg.vocabulary import KG

__all__ = ["CHOICES", "macros"]


def macros(seed: int) -> str:
    """The macros of all statements, for one seed."""
    return f"""
    CREATE MACRO draw(paper, study, place) AS
        md5_number_lower(concat_ws('/', {seed}, paper, study, place));
    CREATE MACRO piece(drawn, n) AS CAST((drawn >> (16 * n)) & 65535 AS INTEGER);
    CREATE MACRO chance(drawn, n, probability) AS piece(drawn, n) < probability * 65536;
    CREATE MACRO pick(drawn, n, choices) AS choices[1 + piece(drawn, n) % len(choices)];
    CREATE MACRO paper_iri(paper) AS '{KG}paper-' || printf('%06d', paper);
    """


#: The frame of each paper, and as many studies as the review has, drawn with replacement.
#: `again` tells the second study of one form in a paper from the first.
_STUDIES: Final = """
CREATE OR REPLACE TEMP TABLE study AS
WITH drawn AS (
    SELECT paper, study, CASE study WHEN 0 THEN 0
        ELSE 1 + piece(draw(paper, study, 'form'), 0) % $studies END AS block
    FROM range($first, $last) p(paper), range(0, $studies + 1) s(study)
),
counted AS (
    SELECT *, row_number() OVER (PARTITION BY paper, block ORDER BY study) AS nth FROM drawn
)
SELECT paper, study, block, CASE WHEN nth > 1 THEN '-' || nth ELSE '' END AS again FROM counted
"""

#: Nine in ten claims are made, and one in ten is made again in another sentence. How
#: strongly is drawn from the claims of the same property. `number` is in order of reading.
_CLAIMS: Final = """
CREATE OR REPLACE TEMP TABLE told AS
WITH drawn AS (
    SELECT paper, study, again, slot, copy, link, f.head AS name, sentence, cites,
        draw(paper, study, slot || '/' || copy) AS drawn, pick(drawn, 1, strengths) AS strength
    FROM study JOIN form f USING (block), range(2) c(copy)
),
made AS (
    SELECT paper, study, slot, copy, link, strength,
        name || again || CASE copy WHEN 0 THEN '' ELSE '.again' END AS head,
        CASE copy WHEN 0 THEN sentence ELSE pick(drawn, 3, $sentences) END AS sentence,
        CASE WHEN NOT cited THEN [] WHEN len(cites) > 0 THEN cites
            ELSE [1 + piece(drawn, 2) % $references] END AS cites
    FROM drawn JOIN strength USING (strength)
    WHERE chance(drawn, 0, CASE copy WHEN 0 THEN 0.9 ELSE 0.1 END)
)
SELECT *, row_number() OVER (ORDER BY paper, sentence, study, slot, copy) AS number FROM made
"""

#: Where the claims asked for are used up: the last paper is read up to some sentence only.
_READ: Final = """
CREATE OR REPLACE TEMP TABLE read AS
WITH counted AS (
    SELECT paper, count(number) AS claims, max(sentence) FILTER (number <= $claims) AS last
    FROM (SELECT DISTINCT paper FROM study) LEFT JOIN told USING (paper)
    GROUP BY paper
),
summed AS (SELECT *, sum(claims) OVER (ORDER BY paper) AS so_far FROM counted)
SELECT paper, CASE WHEN so_far <= $claims THEN 1000000 ELSE last END AS sentence
FROM summed WHERE so_far - claims < $claims
"""

_UNREAD_CLAIMS: Final = "DELETE FROM told WHERE number > $claims"

_UNREAD_STUDIES: Final = "DELETE FROM study WHERE paper NOT IN (SELECT paper FROM read)"

#: What a paper puts in place of a common thing: itself, a variety that the paper makes (in
#: one case in four), or another of its kind.
_CHOSEN: Final = """
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT paper, study, slot, '.' || name || again || tail AS variety_name, variety, label,
    draw(paper, study, key) AS drawn,
    variety >= 0 AND chance(drawn, 0, 0.25) AS is_own,
    CASE WHEN len(others) > 0 AND chance(drawn, 1, swap) THEN pick(drawn, 2, others)
        ELSE free_slot.term END AS term
FROM study JOIN free_slot USING (block) JOIN block USING (block)
    JOIN common ON common.id = free_slot.term
"""

#: In order.
CHOICES: Final = (_STUDIES, _CLAIMS, _READ, _UNREAD_CLAIMS, _UNREAD_STUDIES, _CHOSEN)
