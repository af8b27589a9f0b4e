"""The works that the methods of a run rest on."""

from __future__ import annotations

from collections.abc import Iterable

WORKS = {
    "aitchison1986": "Aitchison, J. (1986). The Statistical Analysis of Compositional Data. "
    "Chapman and Hall.",
    "alvarez2025": "Alvarez, R. M. and Morrier, J. (2025). Measuring the quality of answers in "
    "political Q&As with large language models. Political Analysis.",
    "anderson2001": "Anderson, M. J. (2001). A new method for non-parametric multivariate analysis "
    "of variance. Austral Ecology 26, 32-46.",
    "anderson2006": "Anderson, M. J. (2006). Distance-based tests for homogeneity of multivariate "
    "dispersions. Biometrics 62, 245-253.",
    "asuncion2009": "Asuncion, A., Welling, M., Smyth, P. and Teh, Y. W. (2009). On smoothing and "
    "inference for topic models. UAI.",
    "benjamini1995": "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. "
    "Journal of the Royal Statistical Society B 57, 289-300.",
    "blei2003": "Blei, D. M., Ng, A. Y. and Jordan, M. I. (2003). Latent Dirichlet allocation. "
    "Journal of Machine Learning Research 3, 993-1022.",
    "boutsidis2008": "Boutsidis, C. and Gallopoulos, E. (2008). SVD based initialization: a head "
    "start for nonnegative matrix factorization. Pattern Recognition 41, 1350-1362.",
    "buhlmann1997": "Bühlmann, P. (1997). Sieve bootstrap for time series. Bernoulli 3, 123-148.",
    "chung2013": "Chung, E. and Romano, J. P. (2013). Exact and asymptotically robust permutation "
    "tests. Annals of Statistics 41, 484-507.",
    "cichocki2009": "Cichocki, A. and Phan, A.-H. (2009). Fast local algorithms for large scale "
    "nonnegative matrix and tensor factorizations. IEICE Transactions E92-A, 708-721.",
    "davison1997": "Davison, A. C. and Hinkley, D. V. (1997). Bootstrap Methods and their "
    "Application. Cambridge University Press.",
    "dumais1991": "Dumais, S. T. (1991). Improving the retrieval of information from external "
    "sources. Behavior Research Methods, Instruments, and Computers 23, 229-236.",
    "efron1982": "Efron, B. (1982). The Jackknife, the Bootstrap and Other Resampling Plans. SIAM.",
    "efron1987": "Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American "
    "Statistical Association 82, 171-185.",
    "egami2022": "Egami, N., Fong, C. J., Grimmer, J., Roberts, M. E. and Stewart, B. M. (2022). "
    "How to make causal inferences using texts. Science Advances 8, eabg2652.",
    "foulds2013": "Foulds, J., Boyles, L., DuBois, C., Smyth, P. and Welling, M. (2013). "
    "Stochastic collapsed variational Bayesian inference for latent Dirichlet allocation. KDD.",
    "gentzkow2019": "Gentzkow, M., Shapiro, J. M. and Taddy, M. (2019). Measuring group "
    "differences in high-dimensional choices. Econometrica 87, 1307-1340.",
    "griffiths2004": "Griffiths, T. L. and Steyvers, M. (2004). Finding scientific topics. PNAS "
    "101, 5228-5235.",
    "hoffman2010": "Hoffman, M. D., Blei, D. M. and Bach, F. (2010). Online learning for latent "
    "Dirichlet allocation. Advances in Neural Information Processing Systems 23.",
    "holm1979": "Holm, S. (1979). A simple sequentially rejective multiple test procedure. "
    "Scandinavian Journal of Statistics 6, 65-70.",
    "kuhn1955": "Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval "
    "Research Logistics Quarterly 2, 83-97.",
    "lee1999": "Lee, D. D. and Seung, H. S. (1999). Learning the parts of objects by non-negative "
    "matrix factorization. Nature 401, 788-791.",
    "lin1991": "Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE "
    "Transactions on Information Theory 37, 145-151.",
    "lu2011": "Lu, B., Ott, M., Cardie, C. and Tsou, B. K. (2011). Multi-aspect sentiment analysis "
    "with topic models. IEEE International Conference on Data Mining Workshops, 81-88.",
    "mantel1967": "Mantel, N. (1967). The detection of disease clustering and a generalized "
    "regression approach. Cancer Research 27, 209-220.",
    "mimno2011": "Mimno, D. and Blei, D. (2011). Bayesian checking for topic models. EMNLP.",
    "monroe2008": "Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words: lexical "
    "feature selection and evaluation. Political Analysis 16, 372-403.",
    "prais1954": "Prais, S. J. and Winsten, C. B. (1954). Trend estimators and serial correlation. "
    "Cowles Commission Discussion Paper 383.",
    "robertson2009": "Robertson, S. and Zaragoza, H. (2009). The probabilistic relevance "
    "framework: BM25 and beyond. Foundations and Trends in Information Retrieval 3, 333-389.",
    "simonsohn2020": "Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020). Specification curve "
    "analysis. Nature Human Behaviour 4, 1208-1214.",
    "steegen2016": "Steegen, S., Tuerlinckx, F., Gelman, A. and Vanpaemel, W. (2016). Increasing "
    "transparency through a multiverse analysis. Perspectives on Psychological Science 11, "
    "702-712.",
    "wallach2009": "Wallach, H. M., Mimno, D. and McCallum, A. (2009). Rethinking LDA: why priors "
    "matter. Advances in Neural Information Processing Systems 22.",
    "westfall1993": "Westfall, P. H. and Young, S. S. (1993). Resampling-Based Multiple Testing. "
    "Wiley.",
}
"""By a key; names of authors in the order of the alphabet."""


def references(keys: Iterable[str]) -> list[str]:
    """Return the works of some keys, each once, by the alphabet.

    Examples
    --------
    >>> [work[:4] for work in references(["lee1999", "blei2003", "lee1999"])]
    ['Blei', 'Lee,']
    """
    wanted = set(keys)
    return [work for key, work in WORKS.items() if key in wanted]
