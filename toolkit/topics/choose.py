"""Fit several numbers of topics with several seeds, and weigh what speaks for each."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field

from toolkit.counts import Counts
from toolkit.errors import ToolkitError
from toolkit.kept import Artefact, Kept
from toolkit.parallel import Task, run_each
from toolkit.records import plural
from toolkit.stages import stage
from toolkit.topics.agreement import agree
from toolkit.topics.choice import Choice
from toolkit.topics.refit import (
    check_model,
    keep_counts,
    load_refit,
    load_scores,
    refit,
    score_fold,
)
from toolkit.topics.unseen import deal_folds, meeting_names
from toolkit.worker import Outcome

Say = Callable[[str], None]


def _sizes(value: object) -> tuple[int, ...]:
    """Read one number or several, each once, rising."""
    given = [value] if isinstance(value, int) else value
    if not isinstance(given, list | tuple | range | set | frozenset) or not given:
        raise ValueError("a number of topics or several, such as [10, 20, 30]")
    for size in given:
        if type(size) is not int or not 2 <= size <= 1000:
            raise ValueError(f"numbers of topics from 2 to 1000, and {size!r} is none")
    return tuple(sorted(set(given)))


Sizes = Annotated[tuple[int, ...], BeforeValidator(_sizes)]
Model = str | dict[str, Any]


@stage
def choose_topics(
    counts: Counts,
    *,
    model: Model = "lda",
    n_topics: Sizes = (10, 20, 30, 40),
    n_refits: Annotated[int, Field(ge=1, le=1000)] = 10,
    n_folds: Annotated[int, Field(ge=0, le=100)] = 10,
    share: Annotated[float, Field(gt=0, le=1)] = 1.0,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
    folder: str | Path | None = None,
    workers: Annotated[int, Field(ge=1)] | None = None,
    report: Say | None = None,
) -> Choice:
    r"""Fit every number of topics with several seeds, and weigh what speaks for each.

    For every size: how well unseen meetings are foretold (each meeting is held out once), how
    alike the topics come back from other seeds, how coherent and how exclusive they are, each with
    an interval; and in plain words which size that speaks for, or that it speaks for none.

    Parameters
    ----------
    counts
        What `count_terms` returned.
    model
        ``"lda"``, ``"nmf"``, or a table of one's settings, such as
        ``{"model": "nmf", "start": "random"}``.
    n_topics
        The sizes, such as ``[10, 20, 30]``.
    n_refits
        Seeds of each size. Two or more say how stable topics are, ten how stable that is.
    n_folds
        Parts to which meetings are dealt to be held out in turn, a fit for each; 0: none is. What
        one fit foretells depends on the luck of its seed, so that few folds tell little.
    share
        Of the meetings that each refit is fitted to, drawn anew for each; below 1 stability speaks
        of other meetings too, and not of other seeds alone.
    seed
        From which the seeds of all fits are derived, by their names: more refits change none.
    folder
        Where every fit is kept when it is done. With the same folder a call that was stopped goes
        on where it was, and more sizes or refits cost no more than what is new. None: nothing is
        kept.
    workers
        Fits at the same time, each on one core; by default as many as there are cores. The numbers
        do not depend on it.
    report
        Called with lines of progress, such as `print`.

    Returns
    -------
    Choice
        One row a size. A fit that fails is named, and the others go on.

    Raises
    ------
    ToolkitError
        If every fit fails; if refits of NMF would all be the same, because they start from
        singular vectors and are fitted to all meetings.

    Notes
    -----
    Perplexity and stability answer two questions, what is foretold and what can be found again;
    neither is what people find good topics (Chang and others 2009), so read those of the sizes
    that are left. Sizes within chance of each other are no finding: compare groups at several.

    References
    ----------
    Greene, O'Callaghan and Cunningham (2014), How many topics? Stability analysis for topic
    models, ECML PKDD. Wallach, Murray, Salakhutdinov and Mimno (2009), ICML. Chang, Boyd-Graber,
    Gerrish, Wang and Blei (2009), Reading tea leaves, NIPS.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> found = choose_topics(counts, n_topics=[2, 8], n_refits=3, n_folds=3, workers=1)
    >>> found.recommended
    8
    """
    settings = check_model(model, n_topics[0], "choose_topics")
    refuse_same(settings, n_refits, share)
    names = meeting_names(counts) if n_folds or share < 1 else []
    n_folds = min(n_folds, len(names)) if len(names) > 1 else 0
    with ExitStack() as stack:
        root = Path(folder or stack.enter_context(tempfile.TemporaryDirectory()))
        kept = Kept(root, report or (lambda _: None))
        given = keep_counts(kept, counts)
        tasks = {
            ("fit", size, number): Task(
                f"{size} topics, refit {number + 1}",
                refit,
                (root, given, settings, size, number),
                {"share": share, "seed": seed},
            )
            for number in range(n_refits)
            for size in reversed(n_topics)  # the longest first, so that no core waits at the end
        }
        tasks |= {
            ("fold", size, fold): Task(
                f"{size} topics, fold {fold + 1}",
                score_fold,
                (root, given, settings, size, fold),
                {"n_folds": n_folds, "seed": seed},
            )
            for fold in range(n_folds)
            for size in reversed(n_topics)
        }
        made, failed = run_all(tasks, workers, report)
        asked = {"model": settings, "n_refits": n_refits, "n_folds": n_folds, "share": share}
        return _weigh(
            counts, n_topics, made, failed, asked | {"n_topics": list(n_topics), "seed": seed}
        )


def refuse_same(model: dict[str, Any], n_refits: int, share: float) -> None:
    """Refuse refits that are all the same."""
    if model.get("start") == "nndsvda" and n_refits > 1 and share == 1:
        raise ToolkitError(
            "refits of NMF from start = 'nndsvda' are all the same, whatever the seed; take "
            "model = {'model': 'nmf', 'start': 'random'}, or share = 0.8, which draws meetings "
            "anew for each refit"
        )


def run_all(
    tasks: dict[Any, Task], workers: int | None, report: Say | None
) -> tuple[dict[Any, Artefact], list[str]]:
    """Run tasks that each keep one result; return the results, and a sentence for each failure.

    Raises
    ------
    Exception
        The first error, if every task fails.
    """
    progress = _Progress(len(tasks), report)
    outcomes = run_each(
        list(tasks.values()), workers=workers or os.cpu_count() or 1, ended=progress.ended
    )
    made, failed = {}, []
    for (name, task), outcome in zip(tasks.items(), outcomes, strict=True):
        if outcome.error is None:
            made[name] = outcome.value
        else:
            failed.append(f"{task.name}: {' '.join(str(outcome.error).split())}")
    if not made:
        raise next(outcome.error for outcome in outcomes if outcome.error)
    return made, failed


class _Progress:
    """Says how many fits are done and how long the others will take."""

    def __init__(self, n_tasks: int, report: Say | None) -> None:
        self.n_tasks, self.report = n_tasks, report
        self.done, self.new = 0, 0
        self.began = self.said = time.monotonic()

    def ended(self, _place: int, outcome: Outcome) -> None:
        self.done += 1
        # What was kept already takes no time, and says nothing of the time the others will take.
        self.new += outcome.error is not None or outcome.value.is_new
        now = time.monotonic()
        if self.report and (self.done == self.n_tasks or now - self.said > 1):
            self.said = now
            line = f"{self.done:,} of {plural(self.n_tasks, 'fit')}"
            if self.new and self.done < self.n_tasks:
                left = (now - self.began) / self.new * (self.n_tasks - self.done)
                line += f", {_duration(left)} left"
            elif self.done == self.n_tasks:
                line += f" in {_duration(now - self.began)}, {self.done - self.new:,} kept already"
            self.report(line)


def _duration(seconds: float) -> str:
    """Write a duration.

    Examples
    --------
    >>> [_duration(seconds) for seconds in (8.2, 95, 8000)]
    ['8 s', '1.6 min', '2.2 h']
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def _weigh(
    counts: Counts,
    sizes: Sequence[int],
    made: dict[Any, Artefact],
    failed: list[str],
    settings: dict[str, Any],
) -> Choice:
    """Put what was kept together, size by size."""
    n_refits, n_folds, seed = settings["n_refits"], settings["n_folds"], settings["seed"]
    shape = (len(sizes), n_refits)
    means = {name: np.full(shape, np.nan) for name in ("c_npmi", "u_mass", "exclusivity")}
    seconds, agreement = np.full(shape, np.nan), np.full((*shape, n_refits), np.nan)
    not_converged = np.zeros(len(sizes), dtype=np.int64)
    folds = deal_folds(counts, n_folds, seed) if n_folds else ()
    meetings = sorted(name for fold in folds for name in fold)
    place = {name: i for i, name in enumerate(meetings)}
    number = {name: i for i, fold in enumerate(folds) for name in fold}
    loss = np.full((len(sizes), len(meetings)), np.nan)
    baseline, weight = np.zeros((2, len(meetings)))
    for k, size in enumerate(sizes):
        there = [i for i in range(n_refits) if ("fit", size, i) in made]
        refits = [load_refit(made["fit", size, i]) for i in there]
        for i, one in zip(there, refits, strict=True):
            for name, values in means.items():
                values[k, i] = one.of_topics[name].mean()
            seconds[k, i] = one.seconds
            not_converged[k] += not one.converged
        agreement[k][np.ix_(there, there)] = agree([one.topic_term for one in refits]).of_fits
        for fold in range(n_folds):
            if ("fold", size, fold) in made:
                for name, found in load_scores(made["fold", size, fold]).items():
                    loss[k, place[name]], baseline[place[name]], weight[place[name]] = found
    scored = np.flatnonzero(weight > 0)
    return Choice(
        settings=MappingProxyType(settings),
        sizes=tuple(sizes),
        agreement=agreement,
        not_converged=not_converged,
        seconds=seconds,
        meetings=tuple(meetings[i] for i in scored),
        loss=loss[:, scored],
        baseline=baseline[scored],
        fold=np.array([number[meetings[i]] for i in scored], dtype=np.int64),
        weight=weight[scored],
        failed=tuple(failed),
        n_segments=len(counts.segments),
        **means,
    )
