"""satori + resvg-js (what Vercel's OG images use) in one warm node process, to PNG."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from bench import design

PACKAGES = ("satori@0.18", "@resvg/resvg-js@2")


def png(photo: bytes, times: int, folder: Path) -> float | None:
    """Return CPU ms a picture; the packages are installed once into `folder`. None without node or npm."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    if not (folder / "node_modules" / "satori").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES]
        if subprocess.run(install, cwd=folder, capture_output=True, check=False).returncode != 0:
            return None
    paths = [folder / name for name in ("photo.jpg", "font.ttf", "mark.svg")]
    paths[0].write_bytes(photo)
    _static_font(paths[1])
    paths[2].write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">{design.mark()}</svg>', encoding="utf-8")
    script = Path(__file__).with_name("satori.mjs")
    arguments = [str(folder.resolve()), *map(str, paths), str(times), design.HEADLINE, design.PARAGRAPH, design.HASHTAGS]
    done = subprocess.run(["node", str(script), *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"satori failed: {done.stderr[-500:]}")
    return float(json.loads(done.stdout)["cpu_ms"])


def _static_font(path: Path) -> None:
    """satori takes no variable font: cut one weight out."""
    import fontpkg_figtree
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    source = next(Path(fontpkg_figtree.__file__).parent.glob("files/Figtree[[]*.ttf"))
    instancer.instantiateVariableFont(TTFont(source), {"wght": 700}).save(path)
