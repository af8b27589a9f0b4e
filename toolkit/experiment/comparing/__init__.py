"""TWO RUNS SIDE BY SIDE: what was set otherwise, which topics are the same, which findings held."""

from toolkit.experiment.comparing.compare import compare
from toolkit.experiment.comparing.comparison import Comparison

__all__ = ["Comparison", "compare"]
