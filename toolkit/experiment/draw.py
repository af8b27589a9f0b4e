"""The figures of a run, drawn from its finished records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from toolkit.contrasts import (
    Contrast,
    Divergences,
    GlobalTest,
    Keywords,
    Meaning,
    Pair,
    Profile,
    Proportions,
    Robustness,
    Trend,
    Uptake,
)
from toolkit.errors import ToolkitError
from toolkit.experiment.progress import Progress
from toolkit.figures import (
    plot_contrast,
    plot_distances,
    plot_global,
    plot_heatmap,
    plot_keywords,
    plot_map,
    plot_meaning,
    plot_null,
    plot_profile,
    plot_proportions,
    plot_robustness,
    plot_specification,
    plot_terms,
    plot_trend,
    plot_uptake,
    save_figure,
)
from toolkit.parallel import Task, run_each
from toolkit.topics import Topics
from toolkit.worker import Outcome

_TOPICS_ON_A_PAGE = 12
_GROUPS_AS_DOTS = 8  # more are drawn as shades
_CURVES = 6  # of more findings than that, those of the smallest p are drawn
_PAIRS = 6  # of more pairs than that, the most different ones are drawn, each by itself

Drawing = tuple[str, Callable[[], Any]]  # name of the file, what draws it
Figure = tuple[Callable[[], Any], Path]  # what draws it, and its file without ending
Draw = Callable[[str, Any], Iterator[Drawing | str]]  # by a comparison's name and its record


class Nouns(Protocol):
    """What is drawn of a run, by the names in its experiment file."""

    @property
    def topics(self) -> Mapping[str, Topics]:
        """The models."""

    @property
    def proportions(self) -> Mapping[str, Mapping[str, Proportions]]:
        """Topics by column, of each model."""

    @property
    def robustness(self) -> Mapping[str, Robustness]:
        """What was followed over a sweep."""

    @property
    def contrasts(self) -> Mapping[str, Any]:
        """The comparisons."""


def draw_figures(
    nouns: Nouns,
    folder: Path,
    workers: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Draw the topics of each model, where they are, and each contrast with its null.

    Parameters
    ----------
    nouns
        What a run made.
    folder
        Where the figures go.
    workers
        Processes that draw at the same time; the files do not depend on it.
    report
        Called with a line of progress.

    Returns
    -------
    list
        One sentence for each figure that could not be drawn, and for pairs left out.
    """
    return [told for told in draw_each(nouns, folder, workers, report) if isinstance(told, str)]


def draw_each(
    nouns: Nouns,
    folder: Path,
    workers: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> list[Path | str]:
    """Draw what `draw_figures` does; give each PNG file's path, and its sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    told: list[Path | str] = []
    by_record: dict[int, list[tuple[int, Figure]]] = {}
    for drawing in _drawings(nouns):
        if isinstance(drawing, str):
            told.append(drawing)
            continue
        name, draw = drawing
        path = folder / _free(name, taken)
        by_record.setdefault(id(_record_of(draw)), []).append((len(told), (draw, path)))
        told.append(path.with_name(f"{path.name}.png"))
    n_figures = sum(map(len, by_record.values()))
    progress = Progress("figures", "drawn", n_figures, report)
    groups = list(by_record.values())
    # Topics have all the texts with them: they are not sent to other processes for a figure.
    for here in (True, False):
        some = [group for group in groups if isinstance(_record_of(group[0][1][0]), Topics) is here]

        def ended(place: int, _outcome: Outcome, some: list[Any] = some) -> None:
            progress.more(len(some[place]))

        tasks = [Task("figures", draw_group, ([of for _, of in group],)) for group in some]
        outcomes = run_each(tasks, workers=1 if here else workers, ended=ended)
        for group, outcome in zip(some, outcomes, strict=True):
            if outcome.error:
                raise outcome.error
            for (place, (_, path)), error in zip(group, outcome.value, strict=True):
                if error:
                    told[place] = f"figure {path.name} was not drawn: {error}"
    return told


def draw_group(figures: Sequence[Figure]) -> list[str]:
    """Draw the figures of one record, here or in a worker; say of each what went wrong."""
    said = []
    for draw, path in figures:
        try:
            figure = draw()
        except ToolkitError as error:  # such as too many topics: no reason to lose the run
            said.append(str(error))
        else:
            save_figure(figure, path)
            said.append("")
    return said


def _record_of(draw: Callable[[], Any]) -> Any:
    """Return what is drawn."""
    return draw.args[0] if isinstance(draw, partial) else draw


def _drawings(nouns: Nouns) -> Iterator[Drawing | str]:
    """Iterate over what can be drawn, and sentences on what is not."""
    for name, topics in nouns.topics.items():
        yield from _pages(name, topics)
        for by, proportions in nouns.proportions[name].items():
            yield f"proportions-{name}-by-{by}", partial(_proportions, proportions)
    for name, contrast in nouns.contrasts.items():
        yield from FIGURES.get(type(contrast), _none)(name, contrast)
    for name, followed in nouns.robustness.items():
        yield from _robustness(name, followed)


def _pages(name: str, topics: Topics) -> Iterator[Drawing]:
    starts = range(0, topics.n_topics, _TOPICS_ON_A_PAGE)
    for page, start in enumerate(starts, 1):
        shown = list(topics.numbers[start : start + _TOPICS_ON_A_PAGE])
        ending = f"-{page}" if len(starts) > 1 else ""
        yield f"terms-{name}{ending}", partial(plot_terms, topics, topics_shown=shown)


def _proportions(proportions: Proportions) -> Any:
    as_dots = len(proportions.groups) <= _GROUPS_AS_DOTS
    return plot_proportions(proportions) if as_dots else plot_heatmap(proportions)


def _contrast(name: str, contrast: Contrast) -> Iterator[Drawing | str]:
    pairs = contrast.pairs
    if len(pairs) <= _PAIRS:
        yield f"contrast-{name}", partial(plot_contrast, contrast)
    for pair in sorted(pairs, key=lambda pair: float(pair.p_adjusted.min()))[:_PAIRS]:
        names = (pair.a, pair.b)
        ending = _ending(pair) if len(pairs) > 1 else ""
        if len(pairs) > _PAIRS:
            yield f"contrast-{name}{ending}", partial(plot_contrast, contrast, pair=names)
        yield f"null-{name}{ending}", partial(plot_null, contrast, pair=names)
    if len(pairs) > _PAIRS:
        yield (
            f"contrasts.{name}: of {len(pairs):,} pairs the {_PAIRS} of the smallest adjusted p "
            "are drawn; plot_contrast and plot_null draw any other"
        )


def _robustness(name: str, robustness: Robustness) -> Iterator[Drawing | str]:
    yield f"robustness-{name}", partial(plot_robustness, robustness)
    p = robustness.p_adjusted[0]
    findings = sorted(robustness.findings(), key=lambda finding: float(p[finding]))
    for i, k in findings[:_CURVES]:
        pair = robustness.pairs[i]
        ending = f"-{_safe(pair[0])}-{_safe(pair[1])}" if len(robustness.pairs) > 1 else ""
        yield (
            f"specification-{name}{ending}-{k + 1}",
            partial(plot_specification, robustness, topic=k + 1, pair=pair),
        )
    if len(findings) > _CURVES:
        yield (
            f"robustness.{name}: of {len(findings):,} findings the {_CURVES} of the smallest "
            "adjusted p are drawn as curves; plot_specification draws any other"
        )


def _each(**plots: Callable[[Any], Any]) -> Draw:
    """Draw a record by these functions; a file is named by the keyword and the comparison."""

    def draw(name: str, record: Any) -> Iterator[Drawing | str]:
        for kind, plot in plots.items():
            yield f"{kind}-{name}", partial(plot, record)

    return draw


def _none(_name: str, _record: Any) -> Iterator[Drawing | str]:
    """Draw nothing: some records are read as tables."""
    yield from ()


FIGURES: dict[type[Any], Draw] = {
    Contrast: _contrast,
    Proportions: _each(proportions=_proportions),
    GlobalTest: _each(null=plot_global),
    Divergences: _each(distances=plot_distances, map=plot_map),
    Keywords: _each(keywords=plot_keywords),
    Profile: _each(profile=plot_profile),
    Meaning: _each(meaning=plot_meaning),
    Trend: _each(trend=plot_trend),
    Uptake: _each(uptake=plot_uptake),
}
"""How the record of each method is drawn; one that is not named here has no figure."""


def _ending(pair: Pair) -> str:
    return f"-{_safe(pair.a)}-{_safe(pair.b)}"


def _safe(text: str) -> str:
    """Make a part of a file name of a group's name, whatever it holds."""
    return "".join(c if c.isalnum() else "_" for c in text[:20]) or "_"


def _free(name: str, taken: set[str]) -> str:
    """Number a name that is taken, also by one that differs in its capitals only."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return free
