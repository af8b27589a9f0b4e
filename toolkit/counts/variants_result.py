"""One reading of the texts, counted in several ways, and how much the ways differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.counts.counts import Counts
from toolkit.counts.vocabulary import DroppedTerm
from toolkit.records import Record, plural, read_only
from toolkit.segments import Segments

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_PARTS = ("data", "indices", "indptr")


@dataclass(frozen=True, eq=False, repr=False)
class Variants(Record):
    """The same segments counted by several sets of settings.

    Attributes
    ----------
    counts
        The counts of each variant, by its name: what `count_terms` returns for its settings.
    rank_change
        (n_variants, n_variants): by how many ranks a pair of segments moves between two variants
        in the mean, when pairs are put in the order of their cosine distance, as a share of what
        it moves between orders drawn at random. 0: the variants put the same texts side by side;
        1: they have nothing to do with each other.
    most_moved
        (n_variants, n_variants): by how many ranks the pairs move that move most between two
        variants, in the mean and as a share of the number of pairs, 0 to 1.
    n_segments, n_pairs, n_moved
        Segments that all variants hold, how many pairs of them were put in order, and how many
        `most_moved` averages over.
    seed
        Of the draw of the pairs.
    """

    shown_columns = ("variant", "segments", "terms", "tokens", "difference", "pretext")

    counts: MappingProxyType[str, Counts]
    rank_change: Floats
    most_moved: Floats
    n_segments: int
    n_pairs: int
    n_moved: int
    seed: int

    def __post_init__(self) -> None:
        """Freeze the matrices."""
        for name in ("rank_change", "most_moved"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variants, in the order given."""
        return tuple(self.counts)

    @property
    def difference(self) -> Floats:
        """The mean of each variant's `rank_change` against the others, (n_variants,)."""
        others: Floats = self.rank_change.sum(axis=1) / (len(self.counts) - 1)
        return others

    @property
    def pretext(self) -> Floats:
        """The preText score of each variant: the mean of its `most_moved`, (n_variants,).

        Of Denny and Spirling (2018), 0 to 1, higher for a variant that puts some texts beside
        others than the rest of the variants do. Not to be compared between numbers of pairs.
        """
        others: Floats = self.most_moved.sum(axis=1) / (len(self.counts) - 1)
        return others

    @property
    def varied(self) -> dict[str, tuple[object, ...]]:
        """Settings that are not the same in all variants, with the value of each variant."""
        settings = [one.settings for one in self.counts.values()]
        names = dict.fromkeys(name for one in settings for name in one)
        values = {name: tuple(one.get(name) for one in settings) for name in names}
        return {k: v for k, v in values.items() if any(one != v[0] for one in v)}

    def table(self) -> pd.DataFrame:
        """Return one row a variant.

        Returns
        -------
        pandas.DataFrame
            variant, segments, terms, tokens; difference, the mean of its `rank_change` against
            the others; pretext, their preText score; and the value of every setting that is
            varied.
        """
        import pandas as pd

        frame = pd.DataFrame(
            {
                "variant": self.names,
                "segments": [len(one.segments) for one in self.counts.values()],
                "terms": [len(one.terms) for one in self.counts.values()],
                "tokens": [one.n_tokens for one in self.counts.values()],
                "difference": self.difference,
                "pretext": self.pretext,
            }
        )
        for name, values in self.varied.items():
            shown: list[Any] = [", ".join(v) if isinstance(v, tuple) else v for v in values]
            frame[name] = shown
        return frame

    def steps(self) -> pd.DataFrame:
        """Say of each decision how much it moves, all others held.

        Returns
        -------
        pandas.DataFrame
            step, the settings that change together; pairs of variants that differ in these
            alone; their `rank_change`: mean, least and most, NaN where there is no such pair.
        """
        import pandas as pd

        together: dict[tuple[int, ...], list[str]] = {}
        for name, values in self.varied.items():
            if name != "function_word_lists":  # follows from the language
                met: list[object] = []
                met += [v for i, v in enumerate(values) if v not in values[:i]]
                together.setdefault(tuple(met.index(v) for v in values), []).append(name)
        signs = np.array(list(together), dtype=np.int64).reshape(len(together), len(self.counts))
        differs = signs[:, :, None] != signs[:, None, :]
        alone = differs & (differs.sum(axis=0) == 1)
        rows = []
        for names, pairs in zip(together.values(), alone, strict=True):
            moved = self.rank_change[np.triu(pairs)]
            found = (moved.mean(), moved.min(), moved.max()) if len(moved) else (np.nan,) * 3
            rows.append((", ".join(names), len(moved), *found))
        columns = ["step", "pairs", "rank_change", "least", "most"]
        return pd.DataFrame(rows, columns=columns).sort_values(
            "rank_change", ascending=False, ignore_index=True, kind="stable"
        )

    def summary(self) -> str:
        """Say how many variants there are and how much they differ."""
        terms = [len(one.terms) for one in self.counts.values()]
        tokens = [one.n_tokens for one in self.counts.values()]
        moved = self.rank_change[np.triu_indices(len(terms), 1)]
        odd = int(self.difference.argmax())
        return (
            f"{plural(len(terms), 'variant')} of one reading: {min(terms):,} to {max(terms):,} "
            f"terms, {min(tokens):,} to {max(tokens):,} tokens\n"
            f"{plural(self.n_pairs, 'pair')} of the {plural(self.n_segments, 'segment')} that all "
            f"hold, in the order of their distance, move from one variant to another by "
            f"{moved.mean():.2f} of what chance would move them ({moved.min():.2f} to "
            f"{moved.max():.2f})\n"
            f"least like the others: {self.names[odd]!r} ({self.difference[odd]:.2f})"
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to store."""
        arrays: dict[str, NDArray[Any]] = {
            "rank_change": self.rank_change,
            "most_moved": self.most_moved,
        }
        for i, one in enumerate(self.counts.values()):
            arrays |= {f"{part}_{i}": getattr(one.matrix, part) for part in _PARTS}
        return arrays

    def meta(self) -> dict[str, Any]:
        """Return what is no array, ready for JSON."""
        variants = [
            {
                "name": name,
                "segments": list(one.segments.ids),
                "left_out": dict(one.segments.dropped),
                "terms": list(one.terms),
                "dropped_terms": [list(gone) for gone in one.dropped_terms],
                "settings": dict(one.settings),
            }
            for name, one in self.counts.items()
        ]
        return {
            "variants": variants,
            "n_segments": self.n_segments,
            "n_pairs": self.n_pairs,
            "n_moved": self.n_moved,
            "seed": self.seed,
        }

    @classmethod
    def from_parts(
        cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any], segments: Segments
    ) -> Variants:
        """Put together what `arrays` and `meta` took apart; `segments` are those counted."""
        counts = {
            one["name"]: _remade(tuple(arrays[f"{part}_{i}"] for part in _PARTS), one, segments)
            for i, one in enumerate(meta["variants"])
        }
        return cls(
            MappingProxyType(counts),
            arrays["rank_change"],
            arrays["most_moved"],
            *(meta[name] for name in ("n_segments", "n_pairs", "n_moved", "seed")),
        )


def _remade(parts: tuple[Any, ...], meta: Mapping[str, Any], segments: Segments) -> Counts:
    if len(meta["segments"]) < len(segments):
        place = {name: row for row, name in enumerate(segments.ids)}
        segments = segments.keep([place[name] for name in meta["segments"]], "")
    left_out = MappingProxyType(dict(meta["left_out"]))
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in meta["settings"].items()}
    return Counts(
        segments=replace(segments, dropped=left_out),
        matrix=csr_matrix(parts, shape=(len(segments), len(meta["terms"]))),
        terms=tuple(meta["terms"]),
        dropped_terms=tuple(DroppedTerm(*gone) for gone in meta["dropped_terms"]),
        settings=MappingProxyType(settings),
    )
