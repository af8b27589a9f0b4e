"""One thread inside, as many as before outside."""

import subprocess
import sys

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
from threadpoolctl import threadpool_info, threadpool_limits
from toolkit.threads import one_thread
with one_thread():
    pass
import sklearn.decomposition
with threadpool_limits(2):
    before = len(threadpool_info())
    with one_thread():
        print(before, *{library["num_threads"] for library in threadpool_info()})
"""


def test_libraries_that_are_loaded_later_are_limited_too() -> None:
    run = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=True)
    before, *inside = run.stdout.split()
    assert int(before) > 0
    assert inside == ["1"]
