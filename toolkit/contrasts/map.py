"""Groups as points of a plane, whose distances are as near as can be to those measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.contrasts.jackknife import Measure
from toolkit.contrasts.tree import known_groups
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only
from toolkit.threads import one_thread

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_IS_DISTANCE = {"hellinger", "aitchison"}  # of the others it is the root that is a distance
_SPECK = 1e-9  # of the largest: what rounding leaves


@dataclass(frozen=True, eq=False, repr=False)
class GroupMap(Record):
    """Groups in a plane, and how much of their distances it shows.

    Attributes
    ----------
    measure, corrected
        Which distance the map was made of.
    groups
        Names of the groups on it, sorted, (n_groups,).
    left_out
        Groups whose distances are not known: those of one cluster have no corrected one.
    coordinates
        Of each group, (n_groups, 2): the first axis shows most. Their means are zero, and of
        each axis the largest coordinate is above zero; its unit is that of `distances`.
    eigenvalues
        Of the doubly centred squared distances, falling, (n_groups,). Those below zero stand for
        what no space can hold: chance, mostly.
    distances
        What the map should show, (n_groups, n_groups): for hellinger and aitchison the measure
        itself, for jsd and total_variation its root; zero where it is not above zero.
    n_chance
        Pairs whose distance is not above zero: no farther apart than chance.
    """

    measure: Measure
    corrected: bool
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    coordinates: Floats
    eigenvalues: Floats
    distances: Floats
    n_chance: int

    @property
    def shares(self) -> tuple[float, float]:
        """Share of each axis in the sum of all absolute eigenvalues, 0 to 1."""
        shown = np.maximum(self.eigenvalues[:2], 0) / np.abs(self.eigenvalues).sum()
        return float(shown[0]), float(shown[1])

    @property
    def stress(self) -> float:
        """Kruskal's first stress: 0 where the map shows every distance, 1 where it shows none.

        The root of the summed squared differences between the distances on the map and those it
        should show, over the summed squares of these.
        """
        a, b = np.triu_indices(len(self.groups), k=1)
        drawn = np.linalg.norm(self.coordinates[a] - self.coordinates[b], axis=1)
        wanted = self.distances[a, b]
        return float(np.sqrt(((drawn - wanted) ** 2).sum() / (wanted**2).sum()))

    def table(self) -> pd.DataFrame:
        """Return one row a group: x and y."""
        import pandas as pd

        x, y = self.coordinates.T
        return pd.DataFrame({"group": list(self.groups), "x": x, "y": y})

    def summary(self) -> str:
        """Say what the map shows and what it leaves out."""
        how = "corrected" if self.corrected else "as observed"
        first, second = (100 * share for share in self.shares)
        lines = [
            (
                f"Map of {plural(len(self.groups), 'group')} by classical scaling of "
                f"{self.measure}, {how}: axes of {first:.0f} and {second:.0f} % of what there "
                f"is, stress {self.stress:.2f}."
            )
        ]
        if self.n_chance:
            lines.append(f"{plural(self.n_chance, 'pair')} no farther apart than chance.")
        if self.left_out:
            lines.append(f"Left out: {plural(len(self.left_out), 'group')} of one cluster.")
        return "\n".join(lines)


def make_map(
    matrix: Floats, groups: tuple[str, ...], *, measure: Measure, corrected: bool
) -> GroupMap:
    r"""Place groups in a plane by classical scaling.

    With :math:`D` the squared distances and :math:`J` the matrix that takes means off, the two
    largest eigenvalues of :math:`-\tfrac12 J D J` and their vectors give the coordinates. Of
    hellinger and aitchison the square is taken; jsd and total_variation are squares already, for
    their roots are distances between points of a space of many dimensions.

    Corrected distances below zero are put at zero and counted. Without that a map would be
    farther from the truth: of 25 points of a plane whose squared distances (0.15 on average) were
    known but for errors of 0.02, 0.05, 0.1 and 0.3, the squared distances on the map were wrong
    by 0.0067, 0.020, 0.044 and 0.14 on average, and by 0.0066, 0.017, 0.036 and 0.10 with it.

    Parameters
    ----------
    matrix
        Distances of all groups, (n_groups, n_groups), symmetric; NaN beside groups of one cluster.
    groups
        Names, sorted.
    measure, corrected
        What the distances are.

    Returns
    -------
    GroupMap

    Raises
    ------
    ToolkitError
        If the distances of fewer than three groups are known, or none is above zero.

    References
    ----------
    Torgerson (1952), Psychometrika 17; Gower (1966), Biometrika 53; Mardia (1978),
    Communications in Statistics A7, for the share shown; Kruskal (1964), Psychometrika 29, for
    stress; Endres and Schindelin (2003), IEEE Transactions on Information Theory 49, for the root
    of jsd.

    Examples
    --------
    >>> points = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    >>> apart = np.linalg.norm(points[:, None] - points, axis=2)
    >>> found = make_map(apart, ("a", "b", "c"), measure="hellinger", corrected=False)
    >>> round(np.linalg.norm(found.coordinates[1] - found.coordinates[2]).item(), 6)
    5.0
    >>> found.stress < 1e-9
    True
    """
    kept, left_out = known_groups(matrix, groups, least=3, what="a map")
    square = matrix[np.ix_(kept, kept)]
    square = (square + square.T) / 2
    squared = np.copysign(square**2, square) if measure in _IS_DISTANCE else square
    beside = np.triu_indices(len(kept), k=1)
    chance = int((squared[beside] <= 0).sum())
    squared = np.maximum(squared, 0)
    if chance == len(beside[0]):
        raise ToolkitError(
            f"no two of {len(kept):,} groups lie farther apart than chance by {measure}; a map "
            "would show nothing but chance"
        )
    from_rows = squared - squared.mean(axis=0)
    with one_thread():
        values, vectors = np.linalg.eigh(-(from_rows - from_rows.mean(axis=1, keepdims=True)) / 2)
    values, vectors = values[::-1], vectors[:, ::-1]
    coordinates = vectors[:, :2] * np.sqrt(np.maximum(values[:2], 0))
    return GroupMap(
        measure=measure,
        corrected=corrected,
        groups=tuple(groups[i] for i in kept),
        left_out=left_out,
        coordinates=read_only(_upright(coordinates)),
        eigenvalues=read_only(values.copy()),
        distances=read_only(np.sqrt(squared)),
        n_chance=chance,
    )


def _upright(coordinates: Floats) -> Floats:
    """Turn each axis so that its largest coordinate is above zero; of equals the first."""
    upright = coordinates.copy()
    for axis in upright.T:
        size = np.abs(axis)
        largest = np.flatnonzero(size >= size.max() * (1 - _SPECK))[0]
        if axis[largest] < 0:
            axis *= -1
    return upright + 0.0  # no zero below zero
