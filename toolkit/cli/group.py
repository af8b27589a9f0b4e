"""The group of all commands: one that fails ends with a sentence instead of a traceback."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from toolkit.cli.words import print_text, say
from toolkit.errors import ToolkitError, ToolkitWarning


class _Guarded(TyperGroup):
    """Ends a command that fails with a sentence and a status instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except ToolkitError as error:
                say(f"toolkit: {error}")
                sys.exit(1)
            except KeyboardInterrupt:
                say(
                    "toolkit: interrupted; nothing unfinished was kept, and the same command goes "
                    "on from what was finished"
                )
                sys.exit(130)
            except BrokenPipeError:  # such as `toolkit parse ... | head`: the reader has enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(0)
            except OSError as error:
                say(f"toolkit: {error.filename or 'a file'}: {error.strerror or error}")
                sys.exit(1)


def _show_warning(  # noqa: PLR0917  (Python calls it so)
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    ours = issubclass(category, ToolkitWarning)
    say(f"warning: {message}" if ours else f"{filename}:{lineno}: {category.__name__}: {message}")


app = typer.Typer(
    name="toolkit",
    cls=_Guarded,
    help="What was talked about, by whom, at which meeting, and is that difference real?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print_text(version("toolkit"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print it.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    pass
