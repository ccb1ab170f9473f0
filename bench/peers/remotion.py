"""Remotion (React in a headless browser, frame by frame), its packages installed once, its browser the machine's Chromium."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PACKAGES = ("remotion@4", "@remotion/bundler@4", "@remotion/renderer@4", "react@19", "react-dom@19")


def prepare(folder: Path) -> str | None:
    """Install Remotion into `folder`; return why it cannot be measured here, None where it can."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if browser() is None:
        return "Chromium is not installed"
    if not (folder / "node_modules" / "@remotion" / "renderer").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts", *PACKAGES]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return f"npm could not install it: {done.stderr[-200:].strip()}"
    for name in ("remotion.mjs", "remotion_clip.jsx"):
        shutil.copyfile(Path(__file__).with_name(name), folder / name)
    return None


def browser() -> str | None:
    """Return the machine's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def command(folder: Path, out: Path, frames: int, layers: Path) -> list[str]:
    """Return the command line that writes the clip; the layers' PNG lie in `layers`."""
    return ["node", "remotion.mjs", str((folder / "remotion_clip.jsx").resolve()), str(out), str(frames), str(browser()), str(layers)]
