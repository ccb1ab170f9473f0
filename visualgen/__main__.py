"""`python -m visualgen`: the command line."""

from visualgen.cli.main import run

run()
