"""The same bits twice, in fresh processes, whatever the hash seed, the threads and the files."""

import hashlib
import json
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

from toolkit.contrasts import contrast, proportions
from toolkit.corpus import read_corpus, write_sample
from toolkit.counts import count_terms
from toolkit.errors import ToolkitWarning
from toolkit.parallel import Task, run_tasks
from toolkit.segments import split
from toolkit.topics import fit_lda, fit_nmf

FITS = {
    "lda": (fit_lda, {"n_topics": 8, "max_iter": 10}),
    # So many that an unguarded fit does change with the number of threads.
    "nmf": (fit_nmf, {"n_topics": 50}),
    "nmf random": (fit_nmf, {"n_topics": 8, "start": "random", "weight": "counts"}),
}


def count(folder):
    segments = split(read_corpus(folder), by="paragraph", min_words=20)
    return count_terms(segments, min_segments=5)


def digest(topics):
    """Digest every bit of a fit, its rows in the order of their texts instead of their files'."""
    rows = sorted(
        (text.encode(), row.tobytes())
        for text, row in zip(topics.counts.segments.texts, topics.doc_topic, strict=True)
    )
    whole = hashlib.sha256()
    for text, row in rows:
        whole.update(text + row)
    whole.update("\n".join((*topics.counts.terms, *topics.labels)).encode())
    whole.update(topics.topic_term.tobytes())
    return whole.hexdigest()


def digests(folder):
    counts = count(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ToolkitWarning)  # ten iterations are enough here
        return {name: digest(fit(counts, **settings)) for name, (fit, settings) in FITS.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages of the sample in a folder."""
    place = tmp_path_factory.mktemp("pages")
    write_sample(place)
    return place


@pytest.fixture(scope="module")
def here(folder):
    return digests(folder)


@pytest.fixture(scope="module")
def compared(folder):
    return comparisons(folder)


def test_twice_in_one_process(folder, here):
    assert digests(folder) == here


# The process of the tests themselves has a random hash seed and as many threads as there are cores.
@pytest.mark.parametrize("hash_seed, threads", [("0", "1"), ("1", "2")])
def test_in_a_fresh_process_with_another_hash_seed_and_other_threads(
    folder, here, hash_seed, threads
):
    threads_of = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"], threads)
    run = subprocess.run(
        [sys.executable, __file__, str(folder)],
        env={**os.environ, **threads_of, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == here


def test_with_the_files_renamed_so_that_their_order_is_shuffled(folder, here, tmp_path):
    pages = sorted(path for path in folder.rglob("*.txt"))
    order = np.random.default_rng(1).permutation(len(pages))
    for place, path in zip(order, pages, strict=True):
        (tmp_path / f"page {place:03d}.txt").write_bytes(path.read_bytes())
    shuffled, straight = count(tmp_path), count(folder)
    assert shuffled.segments.texts != straight.segments.texts
    assert sorted(shuffled.segments.texts) == sorted(straight.segments.texts)
    assert digests(tmp_path) == here


COMPARED = {
    "between": {"between": "year", "n_shuffles": 199},
    "between, exhaustive": {
        "between": "year", "where": {"countries": "Talvania"},
    },
    "within": {"between": "kind", "groups": ["question", "answer"], "n_shuffles": 199},
    "by exchange": {
        "between": "kind", "groups": ["question", "answer"], "cluster": "exchange",
        "n_shuffles": 199,
    },
}  # fmt: skip


def comparisons(folder):
    """Digest every bit of contrasts and proportions, by design and average."""
    counts = count(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ToolkitWarning)
        topics = fit_lda(counts, n_topics=8, max_iter=10)
    found = {}
    for name, settings in COMPARED.items():
        for average in ("meetings", "tokens", "segments"):
            result = contrast(topics, average=average, **settings)
            for place, pair in enumerate(result.pairs):
                numbers = {"jsd": pair.jsd, "jsd_p": pair.jsd_p, **pair.arrays()}
                for field, array in numbers.items():
                    found[name, average, place, field] = np.asarray(array).tobytes()
            found[name, average, "cautions"] = result.cautions
    described = proportions(topics, by="year", average="segments")
    return found | {field: array.tobytes() for field, array in described.arrays().items()}


@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_comparisons_with_the_files_renamed(folder, compared, tmp_path, order):
    pages = sorted(folder.rglob("*.txt"))
    places = range(len(pages))[::-1]
    if order == "shuffled":
        places = np.random.default_rng(2).permutation(len(pages))
    for place, path in zip(places, pages, strict=True):
        (tmp_path / f"page {place:03d}.txt").write_bytes(path.read_bytes())
    renamed = comparisons(tmp_path)
    assert [key for key in compared if renamed[key] != compared[key]] == []
    assert renamed.keys() == compared.keys()


def test_the_vocabulary_has_one_order(folder):
    counts = count(folder)
    assert list(counts.terms) == sorted(counts.terms)
    assert counts.matrix.has_sorted_indices


def test_in_worker_processes(folder, here):
    counts = count(folder)
    tasks = [
        Task(name, fit, (counts,), settings)
        for name, (fit, settings) in FITS.items()
        if name != "lda"
    ]
    fitted = run_tasks(tasks, workers=2)
    assert {t.name: digest(f) for t, f in zip(tasks, fitted, strict=True)} == {
        task.name: here[task.name] for task in tasks
    }


def test_no_fit_touches_the_global_random_state(planted):
    state = np.random.get_state  # the one that must not be used
    before = state()[1].tolist()
    fit_lda(planted.counts, n_topics=3, tolerance=1e3)
    fit_nmf(planted.counts, n_topics=3, start="random")
    assert state()[1].tolist() == before


if __name__ == "__main__":  # what the fresh processes run
    print(json.dumps(digests(sys.argv[1])))
