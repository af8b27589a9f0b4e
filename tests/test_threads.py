"""One thread inside, as many as before outside."""

import importlib.util
import subprocess
import sys

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from toolkit.threads import one_thread


def _threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info()]


def test_one_thread_inside_and_as_many_as_before_outside() -> None:
    import sklearn.decomposition  # noqa: F401

    with threadpool_limits(2):
        before = _threads()
        with one_thread():
            assert set(_threads()) == {1}
            with one_thread():
                assert set(_threads()) == {1}
            assert set(_threads()) == {1}
        assert _threads() == before
    assert before


LATE = """
import importlib, sys
importlib.import_module(sys.argv[1])
from threadpoolctl import threadpool_info, threadpool_limits
from toolkit.threads import one_thread
with one_thread():
    pass
importlib.import_module(sys.argv[2])
with threadpool_limits(2):
    before = len(threadpool_info())
    with one_thread():
        print(before, *{library["num_threads"] for library in threadpool_info()})
"""


@pytest.mark.parametrize(
    "before_it, module", [("numpy", "sklearn.decomposition"), ("numba", "numba.np.ufunc.omppool")]
)
def test_libraries_that_are_loaded_later_are_limited_too(before_it: str, module: str) -> None:
    importlib.import_module("numba")
    if importlib.util.find_spec(module) is None:
        pytest.skip("numba comes without OpenMP here")
    command = [sys.executable, "-c", LATE, before_it, module]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    before, *inside = run.stdout.split()
    assert int(before) > 0
    assert inside == ["1"]
