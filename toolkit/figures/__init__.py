"""FIGURES: a record becomes matplotlib Axes; every number was finished before.

Each function draws one record and returns what it drew on, with a caption below that says what
was averaged over what and what the bars mean. In a notebook the returned value shows itself as
the last line of a cell, and so does its ``.figure``; nothing is registered with pyplot, and no
setting of the notebook's own figures is read or changed.
"""

from toolkit.figures.choice import plot_choice
from toolkit.figures.comparison import plot_comparison
from toolkit.figures.contrast import plot_contrast
from toolkit.figures.correlations import plot_correlations
from toolkit.figures.distances import plot_distances
from toolkit.figures.global_test import plot_global
from toolkit.figures.heatmap import plot_heatmap
from toolkit.figures.keywords import plot_keywords
from toolkit.figures.map import plot_map
from toolkit.figures.meaning import plot_meaning
from toolkit.figures.null import plot_null
from toolkit.figures.profile import plot_profile
from toolkit.figures.proportions import plot_proportions
from toolkit.figures.robustness import plot_robustness
from toolkit.figures.save import save_figure
from toolkit.figures.specification import plot_specification
from toolkit.figures.terms import plot_terms
from toolkit.figures.trend import plot_trend
from toolkit.figures.uptake import plot_uptake

__all__ = [
    "plot_terms",
    "plot_correlations",
    "plot_choice",
    "plot_proportions",
    "plot_heatmap",
    "plot_contrast",
    "plot_null",
    "plot_trend",
    "plot_uptake",
    "plot_distances",
    "plot_map",
    "plot_global",
    "plot_keywords",
    "plot_profile",
    "plot_meaning",
    "plot_robustness",
    "plot_specification",
    "plot_comparison",
    "save_figure",
]
