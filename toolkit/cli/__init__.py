"""The command line: a thin layer whose every setting is in the experiment file."""

from __future__ import annotations

import io
import signal
import sys
from typing import NoReturn

# In the order in which `toolkit --help` lists their commands.
# isort: off
from toolkit.cli.group import app
from toolkit.cli import texts as texts
from toolkit.cli import experiments as experiments
from toolkit.cli import runs as runs
from toolkit.cli import proof as proof
# isort: on

__all__ = ["app", "main"]


def main() -> NoReturn:
    """Run the command line: status 0, 1 for the user's mistake, 2 for usage, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's own language is
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and tidy up on the way out
    sys.exit(app())
