"""What is done to a tree of elements, whatever they draw."""

from __future__ import annotations

from visualgen.svg.attributes import Element, tag


def in_foreign(element: Element) -> bool:
    """Say whether the element is inside a `foreignObject`."""
    return any(tag(above) == "foreignObject" for above in element.iterancestors())


def remove(element: Element) -> None:
    """Take an element out of its tree; the text after it stays, unless it is blank."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
