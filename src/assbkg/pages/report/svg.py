"""A figure inside a page: its SVG without styles that a strict policy would block."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Final

__all__ = ["inlined"]

_REFERRED: Final = re.compile(r'(?:url\(|href=")#([^)"]+)')
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_FONT: Final = re.compile(
    r"(?:(?P<style>italic|oblique)\s+)?(?:(?P<weight>bold|\d+)\s+)?"
    r"(?P<size>[\d.]+px)\s+(?P<family>.+)"
)


def inlined(svg: bytes, prefix: str, words: str) -> ET.Element:
    """The SVG of a figure as an element of an HTML page, called `words` for who can't see it.

    Ids that something refers to begin with `prefix`, so that several figures can stand in one
    page, and others are left out. Styles become attributes, because a policy without
    `unsafe-inline` keeps styles of elements out.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own figure
    referred = frozenset(_REFERRED.findall(svg.decode()))
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in ("metadata", "style"):
                parent.remove(child)
    for element in root.iter():
        element.tag = _local(element.tag)
        found = {_local(name): value for name, value in element.attrib.items()}
        element.attrib.clear()
        for name, value in found.items():
            for key, said in _attributes(name, value):
                if key != "id" or said in referred:
                    element.set(key, _prefixed(key, said, prefix))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    # What the style said that was left out.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    root.attrib |= {"role": "img", "aria-label": words}
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attributes(name: str, value: str) -> list[tuple[str, str]]:
    """An attribute, or those that a style stands for."""
    if name != "style":
        return [(name, value)]
    found: list[tuple[str, str]] = []
    for rule in filter(None, map(str.strip, value.split(";"))):
        key, _, said = (part.strip() for part in rule.partition(":"))
        font = _FONT.fullmatch(said) if key == "font" else None
        if font is None:
            found.append((key, said))
        else:
            found += [(f"font-{k}", v) for k, v in font.groupdict().items() if v]
    return found


def _prefixed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)
