"""Ranking from preferences: Bradley-Terry and its kin, with intervals, ranks that hold together, and raters allowed for."""

from touchstone.core.ranking.bootstrap import Bootstrap, bootstrap
from touchstone.core.ranking.bradley_terry import bradley_terry, davidson
from touchstone.core.ranking.comparisons import WORDS, Comparisons, Outcome, comparisons, comparisons_of
from touchstone.core.ranking.elo import online_elo, to_elo
from touchstone.core.ranking.plackett_luce import plackett_luce
from touchstone.core.ranking.prediction import log_losses, probabilities
from touchstone.core.ranking.rankings import Rankings, rankings_of
from touchstone.core.ranking.ranks import Ranks, simultaneous_ranks
from touchstone.core.ranking.raters import RaterEffects, RaterRatings, with_raters
from touchstone.core.ranking.ratings import Effect, Ratings
from touchstone.core.ranking.sequential import Settled, confidence_sequence, log_evidence, next_pairs, settled, wins_of

__all__ = [
    "WORDS",
    "Bootstrap",
    "Comparisons",
    "Effect",
    "Outcome",
    "Rankings",
    "Ranks",
    "RaterEffects",
    "RaterRatings",
    "Ratings",
    "Settled",
    "bootstrap",
    "bradley_terry",
    "comparisons",
    "comparisons_of",
    "confidence_sequence",
    "davidson",
    "log_evidence",
    "log_losses",
    "next_pairs",
    "online_elo",
    "plackett_luce",
    "probabilities",
    "rankings_of",
    "settled",
    "simultaneous_ranks",
    "to_elo",
    "wins_of",
    "with_raters",
]
