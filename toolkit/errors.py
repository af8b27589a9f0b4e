"""What can go wrong, said in a sentence that a researcher can act on."""

from __future__ import annotations

from collections.abc import Sequence


class ToolkitError(ValueError):
    """A mistake the user can mend.

    The message is one sentence that carries the wrong value and says what to do. The command
    line prints it without a traceback and leaves with status 1.
    """


class SettingsError(ToolkitError):
    """One or more settings that cannot be used; all of them are reported together.

    Parameters
    ----------
    mistakes
        One line for each mistake: the dotted place, what came, what is allowed.
    source
        Where the settings come from, such as a file name; empty for a call in a notebook.
    """

    def __init__(self, mistakes: Sequence[str], source: str = "") -> None:
        self.mistakes = tuple(mistakes)
        self.source = source
        # As they were given, so that the error survives a journey between processes.
        super().__init__(self.mistakes, self.source)

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        if len(self.mistakes) == 1:
            return where + self.mistakes[0]
        lines = "".join(f"\n  {mistake}" for mistake in self.mistakes)
        return f"{where}{len(self.mistakes)} settings cannot be used:{lines}"


class ToolkitWarning(UserWarning):
    """Something that does not stop the work but that a reader of the result should know."""
