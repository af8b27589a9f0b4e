"""The record of fits of several sizes, and what speaks for each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.topics.agreement import mean_agreement
from toolkit.topics.recommend import Advice, Evidence, behind_best, recommend
from toolkit.topics.unseen import ratio_error

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

_LEVEL = 0.95


@dataclass(frozen=True, eq=False, repr=False)
class Choice(Parts, Record):
    """Fits of several sizes, each with several seeds, and what speaks for each size.

    Attributes
    ----------
    settings
        The settings of `choose_topics`; ``settings["model"]`` holds those of the fits.
    sizes
        Numbers of topics, rising.
    c_npmi, u_mass, exclusivity
        Means over the topics of each fit, (n_sizes, n_refits); NaN where a fit failed, or where
        it is not known how the counts were made (c_npmi).
    agreement
        (n_sizes, n_refits, n_refits): how far every two refits of a size agree, 0 to 1.
    not_converged
        Fits of each size that did not meet their tolerance, (n_sizes,).
    seconds
        Of each fit, (n_sizes, n_refits).
    meetings
        Meetings held out, each once.
    loss, baseline, weight
        Loss of each size on each of them, (n_sizes, n_meetings), that without topics and what
        losses are divided by, (n_meetings,): for LDA minus log-likelihood and tokens, for NMF
        squared error and squares. NaN where a fit failed.
    fold
        With which others each meeting was held out, from one fit, (n_meetings,).
    failed
        A sentence for each fit that failed.
    n_segments
        Segments of the counts.
    """

    shown_columns = (
        "n_topics", "held_out", "held_out_low", "held_out_high", "behind_best", "stability",
        "stability_low", "stability_high", "coherence", "exclusivity",
    )  # fmt: skip

    settings: MappingProxyType[str, Any]
    sizes: tuple[int, ...]
    c_npmi: Floats
    u_mass: Floats
    exclusivity: Floats
    agreement: Floats
    not_converged: NDArray[np.int64]
    seconds: Floats
    meetings: tuple[str, ...]
    loss: Floats
    baseline: Floats
    weight: Floats
    fold: NDArray[np.int64]
    failed: tuple[str, ...]
    n_segments: int

    @property
    def is_lda(self) -> bool:
        """Whether LDA was fitted, so that losses are those of tokens."""
        return bool(self.settings["model"]["model"] == "lda")

    @property
    def stability(self) -> tuple[Floats, Floats]:
        """Mean agreement of each size over every two refits, and its standard error.

        The topics of two refits are matched one to one; the similarity of a match is one less the
        squared Hellinger distance of its words, a topic without a match counts as 0. 0 to 1, higher
        is more alike (Greene, O'Callaghan and Cunningham 2014). The error is by the jackknife over
        refits, and speaks of other seeds.
        """
        found = []
        for of_fits in self.agreement:
            there = ~np.isnan(np.diag(of_fits))
            found.append(mean_agreement(of_fits[np.ix_(there, there)]))
        mean, error = np.array(found).T
        return mean, error

    @property
    def advice(self) -> Advice:
        """The number of topics that the evidence speaks for, or None, and the reason."""
        mean, error = self.stability
        evidence = Evidence(
            self.sizes, self.loss, self.weight, self.fold, mean, error, self.settings["n_refits"]
        )
        return recommend(evidence)

    @property
    def recommended(self) -> int | None:
        """The number of topics that the evidence speaks for; None where it separates none."""
        return self.advice.n_topics

    def table(self) -> pd.DataFrame:
        """Return one row a size.

        held_out, with ends of its 95 % interval over meetings: perplexity of held tokens (LDA), or
        squared error as a share of the squares (NMF); lower is better. behind_best, with ends:
        how much worse that is than by the best size, fold by fold, in per cent of the perplexity
        (LDA) or percentage points (NMF). stability with its interval;
        coherence (c_npmi, u_mass where that is not known) and exclusivity, means over refits with
        intervals; refits, not_converged, seconds (mean of a fit).
        """
        import pandas as pd

        frame = pd.DataFrame({"n_topics": self.sizes})
        for name, (mean, low, high) in self.intervals().items():
            frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = mean, low, high
        for at, (name, values) in enumerate(self._behind().items()):
            frame.insert(4 + at, name, 100 * values)
        there = ~np.isnan(self.u_mass)
        counted = np.maximum(there.sum(axis=1), 1)
        return frame.assign(
            refits=there.sum(axis=1),
            not_converged=self.not_converged,
            seconds=np.where(there, self.seconds, 0).sum(axis=1) / counted,
        )

    def _behind(self) -> dict[str, Floats]:
        """By how much each size does worse than the best, as a share, with its interval."""
        behind, reach = np.full((2, len(self.sizes)), np.nan)
        if self.has_held_out:
            _, behind, reach = behind_best(self.loss, self.weight, self.fold)
        ends = {"": behind, "_low": behind - reach, "_high": behind + reach}
        return {f"behind_best{end}": np.expm1(v) if self.is_lda else v for end, v in ends.items()}

    @property
    def has_held_out(self) -> bool:
        """Whether any size was scored on unseen meetings."""
        return bool(self.loss.size and not np.isnan(self.loss).any(axis=1).all())

    @property
    def coherence_is(self) -> str:
        """Which measure of coherence is shown."""
        return "u_mass" if np.isnan(self.c_npmi).all() else "c_npmi"

    def intervals(self) -> dict[str, tuple[Floats, Floats, Floats]]:
        """Return mean and ends of the 95 % interval of each measure, each (n_sizes,)."""
        found = {"held_out": self._held_out()}
        mean, error = self.stability
        reach = stdtrit(max(self.settings["n_refits"] - 1, 1), (1 + _LEVEL) / 2) * error
        found["stability"] = (mean, np.maximum(mean - reach, 0), np.minimum(mean + reach, 1))
        found["coherence"] = _over_refits(getattr(self, self.coherence_is))
        found["exclusivity"] = _over_refits(self.exclusivity)
        return found

    def _held_out(self) -> tuple[Floats, Floats, Floats]:
        mean, reach = np.full((2, len(self.sizes)), np.nan)
        width = stdtrit(max(len(self.meetings) - 1, 1), (1 + _LEVEL) / 2)
        for k, row in enumerate(self.loss):
            if len(row) and not np.isnan(row).any():
                mean[k] = math.fsum(row) / math.fsum(self.weight)
                reach[k] = width * ratio_error(row, self.weight)
        ends = (mean, mean - reach, mean + reach)
        a, b, c = (np.exp(end) for end in ends) if self.is_lda else ends
        return a, b, c

    def summary(self) -> str:
        """Say what was fitted, which size the evidence speaks for and why, and what failed."""
        s = self.settings
        which = "on all meetings" if s["share"] == 1 else f"on {100 * s['share']:g} % of meetings"
        how = (
            f"{s['model']['model'].upper()} with {', '.join(map(str, self.sizes))} topics, "
            f"{plural(s['n_refits'], 'seed')} each {which}, {plural(self.n_segments, 'segment')}; "
            + (
                f"{plural(len(self.meetings), 'meeting')} held out in turn."
                if self.meetings
                else "no meeting held out."
            )
        )
        advice = self.advice
        lines = [how, f"Recommended: {advice.n_topics or 'none'}. {advice.reason}"]
        late = int(self.not_converged.sum())
        if late:
            lines.append(f"{plural(late, 'refit')} did not meet the tolerance; raise max_iter.")
        if self.failed:
            lines.append(f"{plural(len(self.failed), 'fit')} failed: {'; '.join(self.failed[:5])}")
        return "\n".join(lines)


def _over_refits(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the mean of each size over its refits, and the ends of its interval."""
    mean, reach = np.full((2, len(values)), np.nan)
    for k, row in enumerate(values):
        there = row[~np.isnan(row)]
        n = len(there)
        if n:
            mean[k] = there.mean()
        if n > 1:
            reach[k] = stdtrit(n - 1, (1 + _LEVEL) / 2) * there.std(ddof=1) / math.sqrt(n)
    return mean, mean - reach, mean + reach
