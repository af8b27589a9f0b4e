"""Find kept runs and read them back."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from toolkit.errors import ToolkitError
from toolkit.experiment.methods import METHODS
from toolkit.experiment.read_record import read_record
from toolkit.experiment.result import ADVICE, Run
from toolkit.sealed import ChangedError, Seal, sealed_by
from toolkit.stages import did_you_mean
from toolkit.store import Store


def load_run(run: str | Path, *, results: str | Path = "results") -> Run:
    """Read a kept run back.

    Parameters
    ----------
    run
        Its folder, or its name in `results`, or the name of its experiment, with some of the
        eight digits where that experiment has several runs.
    results
        The folder of the runs.

    Returns
    -------
    Run

    Raises
    ------
    ToolkitError
        If there is no such run, several fit, or its record is not as it was when the run was
        made, or of a format that this version does not read. Other files are compared with their
        digests when they are first used.

    Notes
    -----
    What a stranger sends is only read: no file can run code, lead outside the folder, or claim
    more memory than it has bytes for.

    Examples
    --------
    >>> load_run("sample")  # doctest: +SKIP
    """
    folder = find_run(run, results)
    try:
        files = Store(folder.parent).digests(folder.name)
    except ToolkitError as error:
        raise ChangedError(folder, str(error), ADVICE) from error
    with sealed_by(Seal(folder, files, ADVICE)):
        record = read_record(folder)
    for name, settings in record["settings"]["contrasts"].items():
        if (method := settings.get("method")) not in METHODS:
            raise ToolkitError(
                f"contrasts.{name} of {folder} was made by '{method}', which this version does "
                "not know; read it with the version that its record names"
            )
    return Run(folder, MappingProxyType(record), MappingProxyType(files))


def find_run(run: str | Path, results: str | Path) -> Path:
    """Find the folder of a kept run by its path, its name or its experiment's."""
    given = Path(run)
    if Store(given.parent).find(given.name) and given.name:
        return given
    keys = list(Store(Path(results)))
    whole = [key for key in keys if key == str(run)]
    fitting = whole or [key for key in keys if _fits(str(run), key)]
    if len(fitting) == 1:
        return Path(results) / fitting[0]
    if fitting:
        raise ToolkitError(
            f"several runs are called '{run}': {', '.join(fitting)}; ask for one of them by these "
            "names (`toolkit runs` says when each was made)"
        )
    slip = did_you_mean(str(run), keys) if keys else "no run is kept there"
    raise ToolkitError(f"there is no run '{run}' in {results}; {slip}")


def _fits(asked: str, key: str) -> bool:
    """Whether a run is asked for by its experiment's name, with or without some digits."""
    experiment, _, _ = key.rpartition("-")
    return asked == experiment or (len(asked) > len(experiment) + 1 and key.startswith(asked))


def refuse_damage(store: Store, key: str) -> None:
    """Refuse a kept run whose files are not as they were when it was made."""
    if damage := store.damage(key):
        more = f" and {len(damage) - 1:,} more" if len(damage) > 1 else ""
        raise ChangedError(store.root / key, damage[0] + more, ADVICE)
