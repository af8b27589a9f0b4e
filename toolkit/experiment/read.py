"""Read an experiment file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from toolkit.errors import SettingsError, ToolkitError
from toolkit.experiment.check import check_experiment
from toolkit.experiment.settings import Experiment, Settings

_MAX_BYTES = 1_000_000


def read_experiment(file: str | Path) -> Experiment:
    """Read and check an experiment file.

    Parameters
    ----------
    file
        A TOML file. Paths in it are relative to its own folder.

    Returns
    -------
    Experiment
        Every setting resolved.

    Raises
    ------
    ToolkitError
        If the file cannot be read or is no TOML.
    SettingsError
        If any setting cannot be used; all mistakes are reported together.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> text = '''
    ... name = "kinds"
    ... corpus.folder = "package:sample"
    ... topics.main.model = "lda"
    ... '''
    >>> with TemporaryDirectory() as home:
    ...     _ = Path(home, "kinds.toml").write_text(text, encoding="utf-8")
    ...     read_experiment(Path(home, "kinds.toml")).topics["main"]["n_topics"]
    12
    """
    path = Path(file)
    try:
        experiment, mistakes = check_experiment(_load(path), path.parent)
    except RecursionError as error:
        raise ToolkitError(f"{path} nests tables or lists too deeply") from error
    if mistakes:
        raise SettingsError(mistakes, source=str(file))
    return experiment


def _load(path: Path) -> Settings:
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ToolkitError(f"the experiment file {path} cannot be read: {reason}") from error
    if len(raw) > _MAX_BYTES:
        raise ToolkitError(
            f"{path} is larger than {_MAX_BYTES // 1_000_000} MB and so no experiment file; "
            "name a TOML file such as experiments/sample.toml"
        )
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ToolkitError(
            f"{path} is not UTF-8 (byte 0x{raw[error.start]:02x} in line {line}); save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ToolkitError(
            f"{path} is not valid TOML: {error}; a text stands in quotes, a list in square "
            "brackets, a path with / or in single quotes, and no key stands twice"
        ) from error
    except ValueError as error:
        raise ToolkitError(f"{path} holds a number of too many digits: {error}") from error
