"""`make soak`: the fault run for as long as one likes. `python -m tests.publish.soak --rounds 20 --posts 1000 [--database URL]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.publish.soak.run import MODES, fault_run
from visualgen.settings import Settings
from visualgen.store.database import Database


def main() -> int:
    """Run rounds and print one line each; exit code 1 where one of them sent twice, lost a post or left one open."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--posts", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an empty, migrated database; without it SQLite files")
    options = parser.parse_args()
    bad = 0
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            url = options.database or f"sqlite:///{Path(folder) / 'soak.sqlite3'}"
            if not options.database:
                Database.open(Settings(database_url=url)).close()
            report = fault_run(url, posts=options.posts, seed=options.seed + number, kills=60, stops=60, spread_s=30, most_s=600)
        wrong = any(report.duplicates.values()) or any(report.lost.values())
        wrong = wrong or any(set(report.states[mode]) - {"sent", "uncertain"} for mode in MODES)
        bad += wrong
        sys.stdout.write(f"{'BAD' if wrong else 'ok '} seed {options.seed + number}: {report}\n")
        sys.stdout.flush()
        if options.database:
            break
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
