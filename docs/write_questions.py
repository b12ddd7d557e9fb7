"""Write `docs/questions.md` from the headers of the queries: `make questions`."""

from __future__ import annotations

from pathlib import Path

from assbkg.library import QUALITY, Library, NamedQuery, Parameter, read_library
from assbkg.places import shipped

_INTRODUCTION = """# Questions

The named queries, each with the question that it answers. `make questions` writes this page; a
test compares it with the queries.

`assbkg query NAME` answers with the default values shown, `-p KEY=VALUE` sets others, and
`--show` prints the SPARQL. In Python: `graph.query("NAME", key=value)`. In plain English:
`assbkg ask`.
"""


def main() -> None:
    """Write all questions to the page."""
    page = questions_page(read_library(shipped("queries")))
    (Path(__file__).parent / "questions.md").write_text(page, encoding="utf-8")


def questions_page(library: Library) -> str:
    """Return the page as Markdown, with the questions under their topics."""
    lines = [_INTRODUCTION]
    topics: dict[str, list[NamedQuery]] = {}
    for query in library.queries.values():
        if query.topic != QUALITY:
            topics.setdefault(query.topic, []).append(query)
    for topic, queries in sorted(topics.items()):
        lines += [f"## {topic.capitalize()}", ""]
        for query in queries:
            lines += [f"**{query.asked({})}** {query.summary}.", ""]
            lines += ["```console", f"$ {_command(query)}", "```", ""]
            lines += [
                f"- `{p.name}` ({p.type}{', optional' * p.optional}): {p.about}"
                for p in query.parameters
            ]
            lines += [""] * bool(query.parameters)
    return "\n".join(lines)


def _item(parameter: Parameter) -> str:
    kind = f"{parameter.type}, optional" if parameter.optional else parameter.type
    return f"- `{parameter.name}` ({kind}): {parameter.about}"


def _command(query: NamedQuery) -> str:
    options = [f' -p {p.name}="{p.default}"' for p in query.parameters if not p.optional]
    return f"assbkg query {query.name}{''.join(options)}"


if __name__ == "__main__":
    main()
