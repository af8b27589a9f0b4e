"""The figures of a run, drawn from its finished records."""

from __future__ import annotations

from pathlib import Path

from toolkit.experiment.folder import Nouns
from toolkit.figures import plot_contrast, plot_null, plot_proportions, plot_terms, save_figure

_PAIRS_ON_A_PAGE = 6


def draw_figures(nouns: Nouns, folder: Path) -> None:
    """Draw the topics of each model, where they are, and each contrast with its null."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, topics in nouns.topics.items():
        save_figure(plot_terms(topics), folder / f"terms-{name}")
        for by, proportions in nouns.proportions[name].items():
            save_figure(plot_proportions(proportions), folder / f"proportions-{name}-by-{by}")
    for name, contrast in nouns.contrasts.items():
        if len(contrast.pairs) <= _PAIRS_ON_A_PAGE:
            save_figure(plot_contrast(contrast), folder / f"contrast-{name}")
        for pair in contrast.pairs:
            several = len(contrast.pairs) > 1
            ending = "-" + "-".join(map(_safe, (pair.a, pair.b))) if several else ""
            save_figure(plot_null(contrast, pair=(pair.a, pair.b)), folder / f"null-{name}{ending}")


def _safe(text: str) -> str:
    """Make a part of a file name of a group's name, whatever it holds."""
    return "".join(c if c.isalnum() else "_" for c in text)[:40] or "_"
