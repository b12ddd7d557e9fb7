"""Choose the studies and claims of papers, fill their slots with terms, and write facts and claims.

Chance is taken from MD5, which is the same everywhere and in every version of DuckDB: each choice
has a key of seed, paper, study and place, and the lower half of the key's digest gives four draws
of 16 bits. So a paper is the same whatever other papers there are.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.literature.fact_folder import CLAIMS, FACTS, TERMS, quoted
from assbkg.vocabulary import KG

if TYPE_CHECKING:
    import duckdb

__all__ = ["CHOICES", "FILLING", "Writer", "macros"]


def macros(seed: int) -> str:
    """Return the macros of all statements, for one seed."""
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
_TOLD: Final = """
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
        CASE WHEN origin <> 'cited' THEN [] WHEN len(cites) > 0 THEN cites
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
CHOICES: Final = (_STUDIES, _TOLD, _READ, _UNREAD_CLAIMS, _UNREAD_STUDIES, _CHOSEN)


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
SELECT term.id AS claim, r.subject, r.property, r.object, modality, origin,
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


_OPTIONS: Final = "(FORMAT parquet, COMPRESSION zstd)"


class Writer:
    """Writes the batch in the database to Parquet. Rows are sorted, so bytes don't vary."""

    def __init__(self, folder: Path, database: duckdb.DuckDBPyConnection) -> None:
        self.folder, self.database = folder, database
        self.pieces = folder / "pieces"
        self.pieces.mkdir()

    def write_vocabulary(self) -> None:
        """Write what is common to all papers, which no paper states."""
        self._copy("SELECT id, term FROM common ORDER BY id", self.pieces / "terms-common.parquet")
        self._write_facts(
            "SELECT property, subject, object, 0::TINYINT AS level, -1 AS source FROM given",
            "vocabulary",
        )

    def write_batch(self, first: int) -> None:
        """Write the batch of papers that begins with the paper `first`."""
        name = f"papers-{first:07d}"
        self._write_facts("SELECT * FROM fact", name)
        self._copy("SELECT id, term FROM term ORDER BY id", self.pieces / f"terms-{name}.parquet")
        self._copy("SELECT * FROM claim ORDER BY claim", self.pieces / f"claims-{name}.parquet")

    def finish(self) -> None:
        """Join the pieces."""
        for kind, whole in (("terms", TERMS), ("claims", CLAIMS)):
            # Common terms come first, then the papers by number.
            pieces = sorted(self.pieces.glob(f"{kind}-*.parquet"))
            self._copy(f"SELECT * FROM read_parquet({_list(pieces)})", self.folder / whole)
        shutil.rmtree(self.pieces)

    def _write_facts(self, facts: str, name: str) -> None:
        found = self.database.execute(f"SELECT DISTINCT property FROM ({facts}) ORDER BY 1")
        for (number,) in found.fetchall():
            folder = self.folder / FACTS / f"property={number}"
            folder.mkdir(parents=True, exist_ok=True)
            self._copy(
                f"SELECT subject, object, level, source FROM ({facts}) "
                f"WHERE property = {number} ORDER BY ALL",
                folder / f"{name}.parquet",
            )

    def _copy(self, rows: str, path: Path) -> None:
        self.database.execute(f"COPY ({rows}) TO {quoted(path)} {_OPTIONS}")


def _list(paths: Sequence[Path]) -> str:
    return f"[{', '.join(map(quoted, paths))}]"
