"""A problem as a page, for those who look with a browser."""

from __future__ import annotations

from assbkg.service.reading.addresses import address_of
from assbkg.service.reading.frame import frame, joined
from assbkg.service.reading.markup import element, text
from assbkg.service.serving.problems import HttpProblem

__all__ = ["problem_page"]


def problem_page(problem: HttpProblem) -> bytes:
    """Return the page; what was probably meant stands there as links."""
    near = [element("a", label, href=address_of(iri), title=iri) for iri, label in problem.near]
    title = problem.status.phrase
    return frame(
        title,
        element("h1", title),
        element("p", problem.detail, class_="lead"),
        element("p", "Did you mean ", *joined(near, ", "), "?") if near else text(""),
        element("p", f"Expected: {problem.expected}") if problem.expected else text(""),
        element("p", f"Status {problem.status.value}", class_="quiet"),
    )
