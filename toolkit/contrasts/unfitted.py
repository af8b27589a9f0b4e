"""Topics before they are fitted: enough to see whether a comparison could be made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.rows import matching
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from toolkit.counts import Counts

_OF_CELLS = ("cluster", "where", "groups", "strata")


@dataclass(frozen=True)
class Unfitted:
    """Stands in for topics where only the groups and clusters of a comparison matter."""

    counts: Counts
    doc_topic: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Counts, n_topics: int = 1) -> Any:
        """Stand in for the topics that will be fitted to some counts."""
        return cls(counts, np.full((len(counts.segments), n_topics), 1 / n_topics))

    @property
    def estimated(self) -> bool:
        """Whether the topics were fitted to other segments; what is said of it waits for them."""
        return False

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of topics that have none yet."""
        return tuple("unfitted" for _ in range(self.doc_topic.shape[1]))

    def fold_in(
        self,
        matrix: csr_matrix,
        *,
        pooled: bool = False,  # noqa: ARG002
    ) -> NDArray[np.float64]:
        """Give every row the same share of every topic."""
        n_topics = self.doc_topic.shape[1]
        return np.full((matrix.shape[0], n_topics), 1 / n_topics)


def check_groups(counts: Counts, *, least: int = 1, **settings: Any) -> None:
    """Refuse a comparison whose columns or groups there are not, before any topics are fitted.

    Parameters
    ----------
    counts
        What the topics will be fitted to.
    least
        Fewest groups that are a comparison.
    **settings
        The settings of the comparison, of which those count that say what its groups (`between`
        or `by`, which a comparison may do without), clusters and strata are, and which segments
        are used.

    Raises
    ------
    ToolkitError
        If a column or a group is unknown, no segment is left, or there are too few groups.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> check_groups(counts, by="kind", least=2)
    """
    column = settings.get("between") or settings.get("by")
    own = {name: settings[name] for name in _OF_CELLS if name in settings}
    for name in ("where", "groups"):
        own[name] = _as_tuples(own.get(name))
    if column is None:
        matching(counts.segments, own["where"])
        for name in ("cluster", "strata"):
            counts.segments.column(own.get(name) or "meeting")
        return
    cells = make_cells(
        Unfitted.of(counts),
        group=column,
        average="meetings",
        **{"cluster": "meeting", **own},
    )
    if len(cells.groups) < least:
        raise ToolkitError(
            f"{column} has one group only among the segments used, {cells.groups[0]!r}; "
            "a comparison needs two"
        )


def _as_tuples(value: Any) -> Any:
    """Read one name or a list of them, as settings of a stage are read."""
    if isinstance(value, dict):
        return {name: _as_tuples(inner) for name, inner in value.items()}
    return (value,) if isinstance(value, str) else None if value is None else tuple(value)
