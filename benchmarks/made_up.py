"""Made-up data of an explorer: as many things as one likes, with the claims behind their links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assbkg.reasoning.grades import GRADES

__all__ = ["payload_of"]


def payload_of(
    strategies: int, mechanisms: int, outcomes: int, say: Callable[[str], str] = str
) -> dict[str, Any]:
    """A payload with so many things, of which `say` gives the words."""
    claims = [
        {
            "id": say(f"kg:claim-{n}"),
            "statement": say(f"Statement {n}"),
            "modality": say("stated") if n % 7 == 6 else "stated",
            "status": "accepted",
            "grade": 2 + n % 3,
            "place": say(f"§{n % 4} s.{n}"),
            "source": "kg:paper",
            "cites": ["kg:paper.ref-1"],
            "assessments": [{"kind": say("scope"), "reason": say("a reason")}],
            "disagreements": [_disagreement(say)],
        }
        for n in range(50)
    ]

    def thing(column: str, n: int) -> dict[str, Any]:
        return {
            "id": say(f"assb:{column}{n}"),
            "columns": [column],
            "label": say(f"{column} number {n}"),
            "family": say(f"family {n % 24} of {column}") if column != "benefit" else "",
            "alternatives": [say(f"{column[0]}-{n}")],
            "formula": say("Si"),
            "definition": say("What it is."),
            "serves": ["kg:component"] if column == "system" else [],
            "materials": [],
            "disagreements": [{"first": [_said(say)], **_disagreement(say)}] * (n == 0),
        }

    things = [
        *(thing("strategy", n) for n in range(strategies)),
        *(thing("mechanism", n) for n in range(mechanisms)),
        *(thing("benefit", n) for n in range(outcomes)),
        thing("system", 0),
    ]
    system = things[-1]["id"]
    parts = [
        {"id": f"kg:part.{number}", "kind": one["id"], "label": say(f"part {number}")}
        for number, one in enumerate(things[: strategies + mechanisms])
    ]
    steps: list[dict[str, Any]] = []

    def tie(name: str, start: str, end: str, n: int) -> dict[str, Any]:
        words = {"subject": say(start), "phrase": say(name), "object": say(end), "grade": 3}
        steps.append({**words, "claims": [n % 50]})
        state = {"grade": 3, "proof": len(steps) - 1}
        stated = [n % 50] if n % 5 else []
        return {
            "property": name,
            "start": start,
            "end": end,
            "claims": stated,
            "with": state,
            "without": state,
        }

    def part(n: int) -> str:
        return str(parts[n]["id"])

    ties = [
        *(tie("employs", system, part(n), n) for n in range(strategies)),
        *(
            tie("operatesThrough", part(n), part(strategies + (n * 7 + step * 13) % mechanisms), n)
            for n in range(strategies)
            for step in range(2)
        ),
        *(
            tie(
                "promotes",
                part(strategies + n),
                things[strategies + mechanisms + (n * 5) % outcomes]["id"],
                n,
            )
            for n in range(mechanisms)
        ),
        tie("reportedGain", system, things[strategies + mechanisms]["id"], 1),
    ]
    work = {
        "id": "kg:paper.ref-1",
        "number": 1,
        "source": "kg:paper",
        "authors": say("Doe J."),
        "title": say("Title"),
        "journal": say("Journal"),
        "year": say("2020"),
        "notes": [{"kind": say("scope"), "reason": say("a reason")}],
    }
    return {
        "title": say("A made-up graph"),
        "version": say("0"),
        "contested": False,
        "grades": list(GRADES),
        "things": things,
        "parts": parts,
        "components": [{"id": "kg:component", "label": say("component")}],
        "ties": ties,
        "steps": steps,
        "claims": claims,
        "references": [work],
        "sources": [{"id": "kg:paper", "label": say("Paper")}],
        "orders": {},
    }


def _disagreement(say: Callable[[str], str]) -> dict[str, Any]:
    said = [_said(say)]
    return {"against": said, "verdict": say("unexplained"), "explained": say("temperature")}


def _said(say: Callable[[str], str]) -> dict[str, str]:
    return {
        "statement": say("Another statement"),
        "modality": say("stated"),
        "place": say("§2 s.2"),
    }
