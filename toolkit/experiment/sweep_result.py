"""Every fit of a sweep in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.stages import setting_words

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Parts, Record):
    """Every fit of a sweep, one row each.

    Attributes
    ----------
    varied
        What was varied.
    rows
        For each cell and model: ``fit``, the choices, ``model``, ``n_topics``, ``status`` (empty,
        or why there is no fit), whether it ``converged`` and after how many iterations
        (``n_iter``), the means over topics of ``c_npmi``, ``c_v`` and ``exclusivity``, the
        ``diversity`` of their first words, and against the fit of the file itself ``matched``
        topics and ``stability``, their mean similarity. ``same_as`` names the fit that this one
        equals number by number, as when a choice changes nothing; such fits count once.
    """

    shown_columns = (
        "fit", "model", "n_topics", "c_npmi", "exclusivity", "matched", "stability", "status",
    )  # fmt: skip

    varied: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]

    def table(self) -> pd.DataFrame:
        """Return one row a fit."""
        import pandas as pd

        chosen = [{key: self._choice(row, key) for key in row} for row in self.rows]
        return pd.DataFrame(chosen)

    def _choice(self, row: Mapping[str, Any], key: str) -> Any:
        """Write what is true, false or not set in the words of an experiment file."""
        value = row[key]
        in_words = key in self.varied and (value is None or isinstance(value, bool))
        return setting_words(value) if in_words else value

    def summary(self) -> str:
        """Say how many fits there are, what was varied, and which failed."""
        failed = [row for row in self.rows if row["status"]]
        lines = [f"{plural(len(self.rows), 'fit')}; varied: {', '.join(self.varied)}."]
        same = sum(bool(row.get("same_as")) for row in self.rows)
        if same:
            lines.append(f"Equal to another fit, for the choice changes nothing: {same:,}.")
        lines += [f"Failed: {row['model']}, {row['fit']}: {row['status']}" for row in failed]
        return "\n".join(lines)
