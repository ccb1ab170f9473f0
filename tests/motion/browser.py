"""Asks Chromium where it has moved every element of a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_SAMPLE = """
(times) => {
  const all = document.getAnimations({subtree: true});
  all.forEach(a => a.pause());
  const ids = [...document.querySelectorAll('[id]')];
  return times.map(t => {
    all.forEach(a => { a.currentTime = t * 1000; });
    return Object.fromEntries(ids.map(e => {
      const m = e.getCTM ? e.getCTM() : null, s = getComputedStyle(e);
      return [e.id, {matrix: m ? [m.a, m.b, m.c, m.d, m.e, m.f] : null, opacity: parseFloat(s.opacity), clip: s.clipPath}];
    }));
  });
}
"""


def sampled(browser: Any, text: str, times_s: Sequence[float]) -> list[dict[str, dict[str, Any]]]:
    """Return, for each moment, each named element's matrix to the canvas, opacity and clip-path."""
    # Held from the first style on: an animation that has run out before it is asked for would not be listed.
    page = browser.new_page()
    try:
        page.set_content(
            f"<!doctype html><style>body{{margin:0}}svg{{display:block}}*{{animation-play-state:paused!important}}</style>{text}"
        )
        found: list[dict[str, dict[str, Any]]] = page.evaluate(_SAMPLE, list(times_s))
        return found
    finally:
        page.close()
