"""A package that is not there is named, with the way to get it."""

import sys

import pytest

from toolkit.errors import ToolkitError
from toolkit.topics import fit_lda


@pytest.mark.parametrize(
    "package, modules",
    [("gensim", ["gensim", "gensim.matutils", "gensim.models"]), ("tomotopy", ["tomotopy"])],
)
def test_a_missing_package_is_named(planted, monkeypatch, package, modules):
    for module in modules:
        monkeypatch.setitem(sys.modules, module, None)
    missing = rf"^engine = '{package}' needs .* pip install {package}"
    with pytest.raises(ToolkitError, match=missing):
        fit_lda(planted.counts, n_topics=3, engine=package)
