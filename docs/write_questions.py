"""Write `docs/questions.md` from the headers of the queries: `make questions`."""

from __future__ import annotations

from pathlib import Path

from assbkg.library import QUALITY, Library, NamedQuery, Parameter, read_library
from assbkg.places import shipped

_INTRODUCTION = """# Questions

What the graph can be asked by name, in the words of those who ask. Made by `make questions`;
a test holds it against the queries.

`assbkg query NAME` answers with the values shown, `-p KEY=VALUE` with others, `--show` prints
the SPARQL. From Python: `graph.query("NAME", key=value)`. In plain words: `assbkg ask`.
"""


def main() -> None:
    """Write each question under its topic."""
    page = questions_page(read_library(shipped("queries")))
    (Path(__file__).parent / "questions.md").write_text(page, encoding="utf-8")


def questions_page(library: Library) -> str:
    """The page as Markdown."""
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
