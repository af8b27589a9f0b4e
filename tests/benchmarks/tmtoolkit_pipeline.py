"""What tmtoolkit takes for lemmas, function words, names, phrases and counts of a file of texts.

Run by an interpreter of its own, since tmtoolkit needs older versions of what the toolkit needs:
``python tmtoolkit_pipeline.py TEXTS NAMES``, one text and one name a line; prints CPU seconds and
the shape of the matrix. That environment holds ``tmtoolkit[recommended]`` and
``spacy-lookups-data``; ``TOOLKIT_TMTOOLKIT`` names its interpreter to the benchmark.

``TOOLKIT_SPACY_MODEL`` names an English model that is installed there. Without one, a pipeline of
the small model's shape is put together with weights drawn at random: the same layers, tables and
rules cost the same whatever they find. The parser, which tmtoolkit runs by default, is left out,
and sentences are told by their marks: tmtoolkit is measured at its cheapest.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
warnings.simplefilter("ignore")

import spacy  # noqa: E402  # type: ignore[import-not-found]
from spacy.training import Example  # noqa: E402  # type: ignore[import-not-found]
from tmtoolkit import corpus as tm  # noqa: E402  # type: ignore[import-not-found]

TAGS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "VB": "VERB", "VBD": "VERB", "VBG": "VERB",
    "VBN": "VERB", "VBZ": "VERB", "JJ": "ADJ", "JJR": "ADJ", "RB": "ADV", "IN": "ADP", "DT": "DET",
    "CC": "CCONJ", "PRP": "PRON", "CD": "NUM", ".": "PUNCT", ",": "PUNCT", "TO": "PART",
    "MD": "AUX",
}  # fmt: skip


def english() -> spacy.language.Language:
    """Return the pipeline that tmtoolkit runs: tagger and lemmatizer on shared vectors."""
    if name := os.environ.get("TOOLKIT_SPACY_MODEL"):
        nlp = spacy.load(name, exclude=["ner", "parser", "senter"])
        nlp.add_pipe("sentencizer", name="senter")
        return nlp
    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("en")
    shape = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
            "rows": [5000, 1000, 2500, 2500, 50, 50],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    nlp.add_pipe("tok2vec", config={"model": shape})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}
    nlp.add_pipe("tagger", config={"model": tagger})
    ruler = nlp.add_pipe("attribute_ruler")
    nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    nlp.add_pipe("sentencizer", name="senter")  # cheaper than its namesake
    words = [f"word{i}" for i in range(len(TAGS))]
    doc = nlp.make_doc(" ".join(words))
    example = Example.from_dict(doc, {"words": words, "tags": list(TAGS)})
    nlp.initialize(lambda: [example])
    for tag, pos in TAGS.items():
        ruler.add([[{"TAG": tag}]], {"POS": pos})
    return nlp


def main() -> None:
    """Count the texts of a file, and print what it took."""
    texts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    names = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    nlp = english()
    nlp("Warm the tables up.")
    began = time.process_time()
    docs = tm.Corpus({str(i): t for i, t in enumerate(texts)}, spacy_instance=nlp, max_workers=1)
    tm.remove_tokens(docs, names)
    tm.lemmatize(docs)
    tm.to_lowercase(docs)
    tm.filter_clean_tokens(docs, remove_shorter_than=2, remove_numbers=True)
    tm.join_collocations_by_statistic(docs, threshold=0.5, min_count=20)
    matrix = tm.dtm(docs)
    took = time.process_time() - began
    print(json.dumps({"seconds": took, "shape": matrix.shape}))


if __name__ == "__main__":
    main()
