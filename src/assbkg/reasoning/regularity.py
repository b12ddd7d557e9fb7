"""Whether property chains are regular: what makes OWL 2 DL, and HermiT, decidable.

A chain may end or begin with the property that it defines, or be that property twice; all
its other links must be *simpler*: they must not depend on it, through whatever chains and
subproperties there are (OWL 2 Structural Specification, section 11.2).
"""

from __future__ import annotations

from assbkg.errors import OntologyError
from assbkg.reasoning.axioms import Axioms, Chain
from assbkg.vocabulary import above

__all__ = ["irregular_chains", "require_regular"]


def require_regular(axioms: Axioms) -> None:
    """Refuse chains that go round in a circle. Raises `OntologyError` that names them."""
    chains = irregular_chains(axioms)
    if chains:
        named = "; ".join(map(str, chains))
        raise OntologyError(
            f"property chains go round in a circle: {named}. A chain may begin or end with "
            "the property that it defines, and may otherwise use only properties that don't "
            "depend on that one"
        )


def irregular_chains(axioms: Axioms) -> tuple[Chain, ...]:
    """Every chain with a link that depends on the property that the chain defines."""
    dependents = _dependents(axioms)
    return tuple(
        chain
        for chain in axioms.chains
        if above(chain.sup, dependents).intersection(_simpler(chain))
    )


def _simpler(chain: Chain) -> tuple[str, ...]:
    """The links of a chain that must not depend on what it defines."""
    links, sup = chain.links, chain.sup
    if links == (sup, sup):
        return ()
    if links[0] == sup:
        return links[1:]
    return links[:-1] if links[-1] == sup else links


def _dependents(axioms: Axioms) -> dict[str, set[str]]:
    """Which properties get links directly from each; a property and its inverse are one."""
    found: dict[str, set[str]] = {}

    def add(lower: str, upper: str) -> None:
        found.setdefault(lower, set()).add(upper)

    for axiom in axioms.sub_properties:
        add(axiom.sub, axiom.sup)
    for inverse in axioms.inverses:
        add(inverse.first, inverse.second)
        add(inverse.second, inverse.first)
    for chain in axioms.chains:
        for link in _simpler(chain):
            add(link, chain.sup)
    return found
