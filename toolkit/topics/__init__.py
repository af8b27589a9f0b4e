"""TOPICS: engines behind one record."""

from toolkit.topics.align import align
from toolkit.topics.alignment import Alignment
from toolkit.topics.choice import Choice
from toolkit.topics.choose import choose_topics
from toolkit.topics.coherence import document_coherence, window_coherence
from toolkit.topics.consensus import ConsensusTopics, consensus
from toolkit.topics.correlations import Correlations, correlations
from toolkit.topics.elsewhere import GivenTopics, topics_from
from toolkit.topics.exclusivity import exclusivity, frex, lift, relevance
from toolkit.topics.foldin import fold_in_lda, fold_in_nmf
from toolkit.topics.followed import SeedsFollowed, seeds_followed
from toolkit.topics.held_out import HeldOut, held_out
from toolkit.topics.held_out_cells import HeldOutCells, held_out_cells
from toolkit.topics.labels import TopicLabels, read_labels, relabel, write_labels
from toolkit.topics.lda import fit_lda
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.quality import quality
from toolkit.topics.quality_result import Quality
from toolkit.topics.ranked import rank_biased_overlap
from toolkit.topics.topics import Convergence, Topics

__all__ = [
    "Alignment", "Choice", "ConsensusTopics", "Convergence", "Correlations", "GivenTopics",
    "HeldOut", "HeldOutCells", "Quality", "SeedsFollowed", "TopicLabels", "Topics", "align",
    "choose_topics", "consensus", "correlations", "document_coherence", "exclusivity", "fit_lda",
    "fit_nmf", "fold_in_lda", "fold_in_nmf", "frex", "held_out", "held_out_cells", "lift",
    "quality", "rank_biased_overlap", "read_labels", "relabel", "relevance", "seeds_followed",
    "topics_from", "window_coherence", "write_labels",
]  # fmt: skip
