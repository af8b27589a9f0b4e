"""Calls of the command line, and one page and one experiment to call it on."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from typer.testing import CliRunner, Result

from toolkit.cli import app

COMMAND = [sys.executable, "-c", "from toolkit.cli import main; main()"]

PAGE = """\
9 March 202011:05

Foreign Minister Ada Birch’s statement and answer to a media question at a joint news conference \
following talks with Foreign Minister of Serbia Ivo Marlin, Harbourtown, March 9, 2020

  • de-DE1 en-GB1

We have spoken about the ferry and about the price of fish in the two ports.

Question: When will the ferry sail again?

Ada Birch: It will sail in the spring, and this is what we agreed on.
"""

EXPERIMENT = """
name = "mine"
[corpus]
folder = "pages"
[counts]
min_segments = 1
max_share = 1.0
[topics.main]
model = "lda"
n_topics = 2
"""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], check=False, capture_output=True, timeout=60, **options
    )
