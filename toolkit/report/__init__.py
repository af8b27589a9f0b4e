"""REPORT: what a run did, in the words of a paper's appendix, every number from its record."""

from toolkit.report.methods import methods

__all__ = ["methods"]
