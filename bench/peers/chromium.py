"""A warm page in headless Chromium, screenshot to JPEG: the words change, page, fonts and photo stay."""

from __future__ import annotations

import base64
import os
import shutil
import time

from bench import cpu, design

NEW_WORDS = "n => { for (const t of document.querySelectorAll('tspan')) t.textContent = n + ' ' + (t.dataset.drawn ??= t.textContent) }"
NEW_PHOTO = "([h, n]) => { document.querySelector('image').setAttribute('href', h.slice(0, -4) + 'AAA' + (n % 10)) }"


def jpeg(photo: bytes, times: int, *, new_photo: bool = False) -> float | None:
    """Return CPU ms a picture over the whole browser's process tree; `new_photo` decodes the photo anew each time."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        return None
    from playwright.sync_api import sync_playwright

    before = set(cpu.tree(os.getpid()))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=binary, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        page = browser.new_page(viewport={"width": design.WIDTH, "height": design.HEIGHT})
        href = "data:image/jpeg;base64," + base64.b64encode(photo).decode()
        page.set_content(f"<body style='margin:0'>{design.drawing(href)}</body>")
        page.screenshot(type="jpeg", quality=90)
        roots = [pid for pid in cpu.tree(os.getpid()) if pid not in before]

        def shot(number: int) -> None:
            page.evaluate(NEW_WORDS, number)
            if new_photo:
                page.evaluate(NEW_PHOTO, [href, number])
                page.wait_for_timeout(30)
            page.screenshot(type="jpeg", quality=90)

        best = cpu.best_ms(shot, times, lambda: _used(roots) + time.process_time())
        browser.close()
    return best


def _used(pids: list[int]) -> float:
    """CPU seconds of these processes alone (their children are in the list themselves)."""
    total = 0.0
    for pid in pids:
        stat = cpu.fields(pid)
        if stat:
            total += (int(stat[11]) + int(stat[12])) * cpu.TICK_S
    return total
