"""The command line: one module a command (DESIGN §8)."""

from lcabridge.cli.main import main, run

__all__ = ["main", "run"]
