"""How much raters agree, beyond what chance would give, with an interval; from columns of unit, rater and value."""

from touchstone.core.agreement.categories import by_category, confusions
from touchstone.core.agreement.correlation import concordance, kendall, pearson, spearman
from touchstone.core.agreement.icc import bootstrap_icc, icc
from touchstone.core.agreement.icc_sums import Kind
from touchstone.core.agreement.kappa import Chance
from touchstone.core.agreement.measures import (
    alpha_by_group,
    fleiss_kappa,
    group_of_units,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from touchstone.core.agreement.pairs import by_rater, pairwise, square
from touchstone.core.agreement.ratings import Duplicates, Ratings, ratings_of, subset
from touchstone.core.agreement.resample import bootstrap_alpha, bootstrap_kappa
from touchstone.core.agreement.resample_two import bootstrap_two
from touchstone.core.agreement.survey import Agreement, LeftOut, survey
from touchstone.core.agreement.two import Both, both, cohen_kappa
from touchstone.core.agreement.values import (
    Bootstrap,
    CategoryAgreement,
    Coefficient,
    GroupCoefficient,
    Interval,
    Metric,
    PairAgreement,
    RaterAgreement,
    Weighting,
)
from touchstone.core.agreement.words import convention, meaning, sentence

__all__ = [
    "Agreement",
    "Bootstrap",
    "Both",
    "CategoryAgreement",
    "Chance",
    "Coefficient",
    "Duplicates",
    "GroupCoefficient",
    "Interval",
    "Kind",
    "LeftOut",
    "Metric",
    "PairAgreement",
    "RaterAgreement",
    "Ratings",
    "Weighting",
    "alpha_by_group",
    "bootstrap_alpha",
    "bootstrap_icc",
    "bootstrap_kappa",
    "bootstrap_two",
    "both",
    "by_category",
    "by_rater",
    "cohen_kappa",
    "concordance",
    "confusions",
    "convention",
    "fleiss_kappa",
    "group_of_units",
    "gwet_ac",
    "icc",
    "kendall",
    "krippendorff_alpha",
    "meaning",
    "pairwise",
    "pearson",
    "percent_agreement",
    "ratings_of",
    "sentence",
    "spearman",
    "square",
    "subset",
    "survey",
]
