"""The kept runs as a table: what each holds, and which cannot be used and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from toolkit.errors import ToolkitError
from toolkit.experiment.outline import model_words, seconds_of
from toolkit.experiment.read_record import FormatError, read_record
from toolkit.sealed import ChangedError, Seal, sealed_by
from toolkit.stages import did_you_mean
from toolkit.store import Store

if TYPE_CHECKING:
    import pandas as pd

Status = Literal[
    "finished", "damaged", "older format", "newer format", "unreadable", "running", "unfinished"
]
Sort = Literal["finished", "run", "experiment", "status", "seconds", "meetings", "segments"]

_TEXTS = ("run", "experiment", "status", "finished", "models", "contrasts", "versions", "digest",
          "reason")  # fmt: skip
_NUMBERS = {"seconds": "Float64", "meetings": "Int64", "segments": "Int64"}
_COLUMNS = (
    "run experiment status finished seconds meetings segments models contrasts versions digest "
    "reason"
).split()
_SHOWN_VERSIONS = ("python", "numpy", "scipy", "scikit-learn")


def find_runs(
    results: str | Path = "results",
    *,
    experiment: str | None = None,
    model: str | None = None,
    status: Status | None = None,
    sort: Sort = "finished",
    check: bool = False,
) -> pd.DataFrame:
    """List the kept runs, and beside them those that were not finished or cannot be used.

    Parameters
    ----------
    results
        The folder of the runs.
    experiment
        Only runs of the experiment of this name.
    model
        Only runs with a model of this name or kind, such as ``"main"`` or ``"lda"``.
    status
        Only runs of this status.
    sort
        The column to sort by, rising; of equal ones by name. What is missing comes last.
    check
        Compare every byte with the digests; it takes about a second for each gigabyte. Otherwise
        a run counts as damaged only where files are missing, were added, or its record changed.

    Returns
    -------
    DataFrame
        One row a run: ``run``, ``experiment``, ``status``, ``finished`` (UTC), ``seconds`` of
        all its steps, ``meetings``, ``segments``, ``models`` with their sizes, ``contrasts``,
        ``versions``, ``digest``, and ``reason``: why it cannot be used, or is not finished.
        ``status`` is "finished"; "damaged", where files are not as they were; "older format" or
        "newer format", where this version does not read it; "unreadable"; "running", where a
        process is making it; or "unfinished", where one was interrupted, whose finished steps are
        kept and serve the next run.

    Raises
    ------
    ToolkitError
        If `sort` or `status` is not known.

    Examples
    --------
    >>> len(find_runs("no such folder"))
    0
    """
    import pandas as pd

    for name, value, known in (("status", status, Status), ("sort", sort, Sort)):
        if value is not None and value not in get_args(known):
            raise ToolkitError(
                f"{name} = '{value}' cannot be used; {did_you_mean(value, get_args(known))}"
            )
    found = [
        dict.fromkeys(_TEXTS, "") | row
        for row, models in _rows(Store(Path(results)), check=check)
        if (experiment is None or row["experiment"] == experiment)
        and (model is None or model in models)
        and (status is None or row["status"] == status)
    ]
    frame = pd.DataFrame(found, columns=_COLUMNS).astype(_NUMBERS)
    # What was not finished has no date, and stands at the end.
    key = frame[sort].replace("", pd.NA) if sort in _TEXTS else frame[sort]
    order = frame.assign(**{"": key}).sort_values(["", "run"], na_position="last").index
    return frame.loc[order].reset_index(drop=True)


def _rows(store: Store, *, check: bool) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Iterate over the runs, each with the names and kinds of its models."""
    for key in store:
        yield _row(store, key, check=check)
    for key, is_running in store.unfinished():
        words = (
            "a process is making it"
            if is_running
            else "it was interrupted; its finished steps are kept, and the next run goes on there"
        )
        status = "running" if is_running else "unfinished"
        yield {"run": key, "experiment": _experiment(key), "status": status, "reason": words}, set()


def _row(store: Store, key: str, *, check: bool) -> tuple[dict[str, Any], set[str]]:
    row: dict[str, Any] = {"run": key, "experiment": _experiment(key), "status": "unreadable"}
    try:
        damage = store.damage(key) if check else store.missing(key)
        if damage:
            return row | {"status": "damaged", "reason": damage[0]}, set()
        with sealed_by(Seal(store.root / key, store.digests(key), "move it away")):
            record = read_record(store.root / key)
    except FormatError as error:
        return row | {"status": f"{error.age} format", "reason": str(error)}, set()
    except ChangedError as error:
        return row | {"status": "damaged", "reason": error.what}, set()
    except ToolkitError as error:
        return row | {"reason": str(error)}, set()
    return row | _told(record), _models(record)


def _told(record: Mapping[str, Any]) -> dict[str, Any]:
    settings, versions = record["settings"], record["versions"]
    used = [f"{name} {versions[name]}" for name in _SHOWN_VERSIONS if name in versions]
    return {
        "experiment": record["name"],
        "status": "finished",
        "finished": record["finished"],
        "seconds": round(seconds_of(record), 1),
        "meetings": record["sizes"]["meetings"],
        "segments": record["sizes"]["segments"],
        "models": ", ".join(model_words(*model) for model in settings["topics"].items()),
        "contrasts": ", ".join(settings["contrasts"]),
        "versions": ", ".join([f"toolkit {record['code']['toolkit']}", *used]),
        "digest": record["digest"][:16],
    }


def _models(record: Mapping[str, Any]) -> set[str]:
    topics = record["settings"]["topics"]
    return set(topics) | {str(own.get("model")) for own in topics.values()}


def _experiment(key: str) -> str:
    """Take the name of the experiment from that of its run."""
    return key.rpartition("-")[0] or key
