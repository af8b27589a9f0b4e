"""Run tasks on the workers of a Dask cluster, with results in the order of the tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError
from toolkit.parallel import Ended, Task, WorkerError
from toolkit.worker import Outcome, call, one_line

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = "15s"  # for a scheduler that does not answer


def run_on_cluster(
    tasks: Sequence[Task],
    *,
    scheduler: str,
    folder: Path,
    ended: Ended = lambda _place, _outcome: None,
) -> list[Outcome]:
    """Run tasks on a Dask cluster and return what came of each.

    A task runs in a worker as it would here, in one thread, so that its bits do not depend on
    where it runs; only futures are used, since Dask's own backend for joblib changes how many jobs
    scikit-learn takes and with it the model. A task whose worker dies is given to another.

    Parameters
    ----------
    tasks
        What to do.
    scheduler
        Address of the scheduler, such as ``tcp://10.0.0.1:8786``.
    folder
        Folder that tasks read and write; every worker must see it under the same path.
    ended
        Called with the place of each task and what came of it when it has ended.

    Returns
    -------
    list
        One outcome a task.

    Raises
    ------
    ToolkitError
        If the package distributed is not installed, no scheduler answers, there is no worker, a
        worker has several threads, or one does not see the folder.
    """
    with _connect(scheduler) as client, client.as_current():
        _check_workers(client, scheduler, folder)
        return _gather(client, tasks, ended)


def _connect(scheduler: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ToolkitError(
            "a scheduler needs the package distributed, which is not installed; install "
            "toolkit[dask]"
        ) from error
    try:
        return Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ToolkitError(f"no scheduler answers at {scheduler} ({one_line(error)})") from error


def _check_workers(client: Client, scheduler: str, folder: Path) -> None:
    """Refuse workers that could give other bits, or that would keep them elsewhere."""
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise ToolkitError(f"the scheduler at {scheduler} has no worker; start one")
    several = [name for name, worker in workers.items() if worker["nthreads"] != 1]
    if several:
        raise ToolkitError(
            f"the worker {several[0]} has several threads, which share settings that must be a "
            "fit's own; start workers with --nthreads 1"
        )
    folder.mkdir(parents=True, exist_ok=True)
    sees: dict[str, bool] = client.run(_is_folder, str(folder.resolve()))
    blind = [name for name, there in sees.items() if not there]
    if blind:
        raise ToolkitError(
            f"the worker {blind[0]} does not see the folder {folder.resolve()}; name one with "
            "--results that all workers share"
        )


def _is_folder(path: str) -> bool:
    return Path(path).is_dir()


def _gather(client: Client, tasks: Sequence[Task], ended: Ended) -> list[Outcome]:
    from distributed import as_completed

    outcomes = [Outcome() for _ in tasks]
    submit: Callable[..., Any] = client.submit
    futures = {
        submit(call, task.function, tuple(task.args), dict(task.kwargs), pure=False): place
        for place, task in enumerate(tasks)
    }
    try:
        for future in as_completed(futures):
            place = futures[future]
            try:
                outcomes[place] = future.result()
            except Exception as error:  # noqa: BLE001  (a lost worker shows in many ways)
                outcomes[place] = Outcome(
                    error=WorkerError(f"{tasks[place].name} was lost ({one_line(error)})")
                )
            ended(place, outcomes[place])
    finally:
        client.cancel(list(futures))
    return outcomes
