"""What counting costs beside its peers: ratios of CPU time in one run, alternating, minima.

In full (``dev.py bench``): the speeches of the United Nations' general debate by line (4 million
tokens), 200,000 synthetic segments (8 million) and a million of them (80 million). The suite takes
a part of the texts, compares the results and measures no time.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from common.timing import FULL, full_size
from sklearn.feature_extraction.text import CountVectorizer

from toolkit.counts import count_terms, number_tokens
from toolkit.counts.numbering import number
from toolkit.counts.phrases import Stream, join_phrases
from toolkit.counts.tokens import TOKEN, plain
from toolkit.counts.variants import count_each, resolve_variants
from toolkit.segments import Segments

OPEN = {"function_words": True, "numbers": True, "min_segments": 1, "max_share": 1.0}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def segments_of(texts: list[str]) -> Segments:
    ids = tuple(map(str, range(len(texts))))
    columns = MappingProxyType({"segment": ids, "meeting": ids})
    return Segments("turn", tuple(texts), columns, MappingProxyType({}))


def in_letters(number: int, base: int) -> str:
    return (in_letters(number // base, base) if number >= base else "") + chr(97 + number % base)


def synthetic(n: int, words: int = 40, seed: int = 1, base: int = 10) -> list[str]:
    """Make segments of words that follow Zipf's law, a tenth of them with a capital.

    In base 10 words have seven letters, in base 26 five, as English ones do.
    """
    draw = np.random.default_rng(seed)
    names = [in_letters(i * 7919, base) for i in range(1, 50_001)]
    weights = 1 / np.arange(1, len(names) + 1)
    drawn = draw.choice(len(names), size=(n, words), p=weights / weights.sum())
    capital = draw.random((n, words)) < 0.1
    return [
        " ".join(
            names[i].capitalize() if big else names[i] for i, big in zip(row, caps, strict=True)
        )
        + "."
        for row, caps in zip(drawn.tolist(), capital.tolist(), strict=True)
    ]


@pytest.fixture(scope="module", params=["un_general_debate", "synthetic"])
def texts(request: pytest.FixtureRequest) -> list[str]:
    if request.param == "synthetic":
        return synthetic(200_000 if FULL else 5_000)
    corpora: Path = request.getfixturevalue("corpora")
    files = sorted((corpora / "un_general_debate").rglob("*.txt"))[: None if FULL else 60]
    lines = (line for f in files for line in f.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line.strip()]


def cheapest(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Return the least CPU seconds of either, taken in turns."""
    best = [float("inf")] * 2
    for _ in range(4):
        for i, function in enumerate((first, second)):
            began = time.process_time()
            function()
            best[i] = min(best[i], time.process_time() - began)
    return best[0], best[1]


def told(what: str, ours: float, theirs: float) -> float:
    print(f"\n{what}: {ours:.3f} s beside {theirs:.3f} s of CPU time, {ours / theirs:.3f}")
    return ours / theirs


def test_plain_counts_beside_scikit_learn(texts: list[str]) -> None:
    # Where neither possessives nor initials stand, one pattern gives the same tokens to both.
    texts = [re.sub(r"['.]", " ", plain(text).lower()) for text in texts]
    segments = segments_of(texts)
    reference = CountVectorizer(token_pattern=TOKEN.pattern)
    expected = reference.fit_transform(texts)
    counts = count_terms(segments, min_length=1, **OPEN)
    assert counts.terms == tuple(reference.get_feature_names_out())
    filled = np.flatnonzero(np.diff(expected.indptr))
    assert abs(counts.matrix - expected[filled]).nnz == 0
    if not FULL:
        return
    ours, theirs = cheapest(
        lambda: count_terms(segments, min_length=1, **OPEN),
        lambda: CountVectorizer(token_pattern=TOKEN.pattern).fit_transform(texts),
    )
    assert told("plain counts, one pattern", ours, theirs) < 0.25
    ours, theirs = cheapest(
        lambda: count_terms(segments, **OPEN), lambda: CountVectorizer().fit_transform(texts)
    )
    assert told("plain counts, scikit-learn's own pattern", ours, theirs) < 0.30


@full_size
def test_lemmas_function_words_and_phrases_beside_plain_counts_of_scikit_learn(
    texts: list[str],
) -> None:
    named = {"names": ("Barack Obama", "Angela Merkel"), "countries": ("Turkey", "Turkish")}
    segments = replace(segments_of(texts), named=MappingProxyType(named))
    kinds = ["names", "countries", "ritual"]
    ours, theirs = cheapest(
        lambda: count_terms(segments, lemmas=True, phrases=2, leave_out=kinds),
        lambda: CountVectorizer().fit_transform(texts),
    )
    assert told("lemmas, names out, phrases and rules beside plain counts", ours, theirs) < 1.0


@full_size
def test_four_variants_beside_one_count_of_scikit_learn(texts: list[str]) -> None:
    segments = segments_of(texts)
    rules = {str(n): {"min_segments": n} for n in range(2, 6)}
    ours, theirs = cheapest(
        lambda: count_each(number_tokens(segments), resolve_variants(rules, {})),
        lambda: CountVectorizer().fit_transform(texts),
    )
    assert told("cut once, counted by four sets of rules", ours, theirs) < 1.0


@full_size
def test_phrases_beside_gensim(texts: list[str]) -> None:
    gensim = pytest.importorskip("gensim.models.phrases", reason="gensim is not installed")
    read = number(texts)
    starts = [0, *read.ends.tolist()]
    sentences = [[read.types[i] for i in read.ids[a:b]] for a, b in itertools.pairwise(starts)]
    begins = np.zeros(len(read.ids) + 1, np.bool_)
    begins[np.append(0, read.ends)] = True
    role = np.zeros(len(read.types), np.int8)
    stream = Stream(read.ids, begins[:-1], read.ends, read.types, role)
    asked = {"min_count": 10, "threshold": 10.0}

    def nothing() -> object:  # counts and scores, and joins none
        return join_phrases(stream, passes=1, score="default", min_count=10, threshold=1e9)

    def train() -> object:
        return gensim.Phrases(sentences, **asked).freeze()

    ours, theirs = cheapest(nothing, train)
    trained = ours
    # Ours includes a run over the tokens that joins nothing.
    assert told("phrases: training and scoring", ours, theirs) < 0.05
    model = gensim.Phrases(sentences, **asked).freeze()
    ours, theirs = cheapest(
        lambda: join_phrases(stream, passes=1, score="default", **asked),
        lambda: [model[sentence] for sentence in sentences],
    )
    told("phrases: training and applying beside applying", ours, theirs)
    assert told("phrases: applying", max(ours - trained, 0.0), theirs) < 0.20


_OURS = """
import json, sys, time, warnings
sys.path[:0] = sys.argv[3:]
warnings.simplefilter("ignore")
from pathlib import Path
from test_counts_speed import segments_of
from dataclasses import replace
from types import MappingProxyType
from toolkit.counts import count_terms
texts, names = (Path(p).read_text(encoding="utf-8").splitlines() for p in sys.argv[1:3])
named = MappingProxyType({"names": tuple(names), "countries": ("Turkey", "Turkish")})
segments = replace(segments_of(texts), named=named)
settings = {"lemmas": True, "phrases": 1, "leave_out": ["names", "countries"]}
count_terms(replace(segments_of(texts[:20]), named=named), **settings, min_segments=1)
began = time.process_time()
shape = count_terms(segments, **settings).matrix.shape
print(json.dumps({"seconds": time.process_time() - began, "shape": shape}))
"""


@full_size
def test_the_whole_way_beside_tmtoolkit(corpora: Path, tmp_path: Path) -> None:
    python = os.environ.get("TOOLKIT_TMTOOLKIT")
    if not python:
        pytest.skip("TOOLKIT_TMTOOLKIT names no interpreter: see tmtoolkit_pipeline.py")
    files = sorted((corpora / "un_general_debate").rglob("*.txt"))[::20]
    lines = (line for f in files for line in f.read_text(encoding="utf-8").splitlines())
    texts, names = tmp_path / "texts.txt", tmp_path / "names.txt"
    texts.write_text("\n".join(filter(str.strip, lines)), encoding="utf-8")
    names.write_text("Obama\nMerkel\nTurkey\nTurkish", encoding="utf-8")
    here = Path(__file__).parent
    ways = {
        "ours": [sys.executable, "-c", _OURS, texts, names, here, here.parent],
        "tmtoolkit": [python, here / "tmtoolkit_pipeline.py", texts, names],
    }
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(2):  # in turns, each in an environment of its own
        for name, command in ways.items():
            done = subprocess.run(
                list(map(str, command)), capture_output=True, text=True, check=True
            )
            said = json.loads(done.stdout.splitlines()[-1])
            least[name] = min(least[name], said["seconds"])
            print(f"\n{name}: {said}")
    assert told("the whole way beside tmtoolkit", *least.values()) < 0.02


_MILLION = """
import pathlib, resource, sys, warnings
sys.path[:0] = [sys.argv[1], str(pathlib.Path(sys.argv[1]).parent)]
warnings.simplefilter("ignore")
from test_counts_speed import segments_of, synthetic
from toolkit.counts import count_terms
n = int(sys.argv[2])
part = synthetic(n // 100, 80)
counts = count_terms(segments_of([f"{t} s{i}" for i in range(100) for t in part]), max_share=1.0)
print(counts.n_tokens, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


_SPEECHES = """
import pathlib, json, resource, sys, warnings
sys.path[:0] = [sys.argv[1], str(pathlib.Path(sys.argv[1]).parent)]
warnings.simplefilter("ignore")
from toolkit import count_terms, read_corpus, split
segments = split(read_corpus(sys.argv[2]), by="turn")
counts = count_terms(segments, **json.loads(sys.argv[3]))
print(counts.n_tokens, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""

EVERYTHING_OUT = {
    "lemmas": True,
    "phrases": 2,
    "leave_out": [
        "names", "offices", "outlets", "countries", "places", "ritual", "introductions",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def speeches(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, str], Path]:
    """Return what writes n speeches to a table by its ending; each is written once."""
    folder = tmp_path_factory.mktemp("speeches")

    def rows(n: int) -> Iterator[dict[str, str]]:
        for part in range(100):
            for i, text in enumerate(synthetic(n // 100, 80, seed=part, base=26)):
                row = {"id": f"s{part}-{i}", "date": "2024-05-14", "speaker": f"Speaker {i % 100}"}
                yield row | {"text": text}

    def write(n: int, ending: str) -> Path:
        table = folder / f"speeches{n}{ending}"
        if table.exists():
            return table
        if ending == ".jsonl":
            with table.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in rows(n))
            return table
        with write(n, ".jsonl").open(encoding="utf-8") as file:
            _WRITERS[ending](table, map(json.loads, file))
        return table

    return write


def _write_csv(table: Path, rows: Iterator[dict[str, str]]) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        first = next(rows)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def _write_parquet(table: Path, rows: Iterator[dict[str, str]]) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    schema = pa.schema([(name, pa.string()) for name in ("id", "date", "speaker", "text")])
    with parquet.ParquetWriter(table, schema) as writer:
        while some := list(itertools.islice(rows, 50_000)):
            writer.write_table(pa.Table.from_pylist(some, schema))


_WRITERS = {".csv": _write_csv, ".parquet": _write_parquet}


def peak_of_table(table: Path, settings: dict[str, object]) -> int:
    """Read, cut and count a table in a process of its own; the megabytes it takes at most."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", _SPEECHES, here, str(table), json.dumps(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    tokens, megabytes = map(int, done.stdout.split())
    how = "everything out" if settings else "plain counts"
    print(f"\n{table.name}, {how}, {tokens:,} tokens left: {megabytes:,} MB at most")
    return megabytes


@full_size
@pytest.mark.parametrize(
    "ending, settings",
    [(".jsonl", {}), (".jsonl", EVERYTHING_OUT), (".csv", {}), (".parquet", {})],
)
def test_memory_of_a_million_speeches_from_a_table(
    speeches: Callable[[int, str], Path], ending: str, settings: dict[str, object]
) -> None:
    assert peak_of_table(speeches(1_000_000, ending), settings) < 2500


def test_memory_of_a_table_grows_by_some_kilobytes_a_speech(
    speeches: Callable[[int, str], Path],
) -> None:
    # Of eighty words: the text takes half a kilobyte, and twice that while it is read.
    less, more = (peak_of_table(speeches(n, ".jsonl"), {}) for n in (5_000, 25_000))
    assert (more - less) * 2**20 < 20_000 * 3_500


def peak(n: int) -> tuple[int, int]:
    """Tokens of n segments counted in a process of their own, and the memory it took at most."""
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", _MILLION, here, str(n)], capture_output=True, text=True, check=True
    )
    tokens, megabytes = map(int, done.stdout.split())
    print(f"\n{n:,} segments, {tokens:,} tokens counted: {megabytes:,} MB at most")
    return tokens, megabytes


@full_size
def test_memory_of_a_million_segments() -> None:
    assert peak(1_000_000)[1] < 2500


def test_memory_grows_by_some_bytes_a_token() -> None:
    # What libraries and the compiler take stands in both, and falls out; the texts themselves,
    # some ten bytes a token, do not.
    (few, less), (many, more) = peak(20_000), peak(60_000)
    assert (more - less) * 2**20 < 60 * (many - few)
