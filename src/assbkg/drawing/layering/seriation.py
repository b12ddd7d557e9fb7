"""An order in which similar things stand together: clusters, joined end to end. Pure.

Average linkage joins the two most similar clusters, again and again, and turns them so
that their most similar ends meet (Gruvaeus and Wainer, Br. J. Math. Stat. Psychol. 25 (1972) 200).
The same under any hash seed: ties go by id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from math import fsum, sqrt

__all__ = ["Profile", "clustered", "clustered_in_families"]

#: How much a thing has of each trait.
Profile = Mapping[str, float]


def clustered(profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    """Order things by how similar their profiles are; the end that has more comes first."""
    names = sorted(profiles)
    alike: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other in combinations(names, 2):
        alike[one][other] = alike[other][one] = _cosine(profiles[one], profiles[other])
    clusters: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    linked = {name: dict(others) for name, others in alike.items()}
    while len(clusters) > 1:
        # The first of the most similar pairs, by the ids after which clusters are named.
        kept, gone = max(
            combinations(clusters, 2), key=lambda pair: round(linked[pair[0]][pair[1]], 9)
        )
        first, second = clusters[kept], clusters.pop(gone)
        for third in clusters.keys() - {kept}:
            total = len(first) * linked[kept][third] + len(second) * linked[gone][third]
            linked[kept][third] = linked[third][kept] = total / (len(first) + len(second))
        clusters[kept] = _joined(first, second, alike)
    return _heavy_first(clusters[names[0]], profiles) if names else ()


def clustered_in_families(
    profiles: Mapping[str, Profile], families: Mapping[str, str]
) -> tuple[str, ...]:
    """Order things as `clustered` does, with those of a family together.

    `families` gives the family of each, empty for those without; these come last.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for name in sorted(profiles):
        members[families[name]].append(name)
    named = {family: _sum([profiles[m] for m in members[family]]) for family in members if family}
    order = (*clustered(named), *([""] if "" in members else []))
    return tuple(name for f in order for name in clustered({m: profiles[m] for m in members[f]}))


def _sum(profiles: list[Profile]) -> Profile:
    traits = sorted({trait for profile in profiles for trait in profile})
    return {trait: fsum(profile.get(trait, 0.0) for profile in profiles) for trait in traits}


def _cosine(one: Profile, other: Profile) -> float:
    shared = fsum(one[trait] * other[trait] for trait in one.keys() & other.keys())
    lengths = fsum(x * x for x in one.values()) * fsum(x * x for x in other.values())
    return shared / sqrt(lengths) if lengths else 0.0


def _joined(
    one: tuple[str, ...], other: tuple[str, ...], alike: Mapping[str, Mapping[str, float]]
) -> tuple[str, ...]:
    """Two clusters end to end, turned so that the ends that meet are the likest."""
    ways = [(first, second) for first in (one, one[::-1]) for second in (other, other[::-1])]
    first, second = max(ways, key=lambda way: round(alike[way[0][-1]][way[1][0]], 9))
    return first + second


def _heavy_first(order: tuple[str, ...], profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    weights = [fsum(profiles[name].values()) for name in order]
    half = len(order) // 2
    first, last = fsum(weights[:half]), fsum(weights[len(order) - half :])
    return order[::-1] if round(last - first, 9) > 0 else order
