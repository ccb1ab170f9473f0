"""The sheets a person looks at after a batch: `index.html` and `contact.png`, drawn from what the folder now holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from visualgen.batch.contact_page import contact_page
from visualgen.batch.contact_picture import CONTACT, draw_contact
from visualgen.batch.files import write_whole
from visualgen.batch.run import Outcome

PAGE = "index.html"


def write_sheets(outcome: Outcome, folder: Path, language: str) -> None:
    """Write the page, and the picture where something on it changed; without any picture there is none.

    Raises `OutputError` where the folder cannot be written.
    """
    with ThreadPoolExecutor(1) as aside:  # both mostly decode and scale, in C that lets other threads run
        drawn = aside.submit(draw_contact, outcome, folder, language)
        write_whole(folder / PAGE, contact_page(outcome, folder, language).encode())
        picture = drawn.result()
    if picture is not None:
        write_whole(folder / CONTACT, picture)
