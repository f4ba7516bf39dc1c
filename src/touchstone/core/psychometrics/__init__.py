"""Ability from items: calibration, fit, drift, adaptive tests, rater severity, response times.

    calibration = calibrate(responses_of(person, item, score), model=Model.TWO_PARAMETER)
    calibration.items.discrimination, calibration.abilities.ability

docs/methods/psychometrics.md says which model answers which question, and when each fails.
"""

from touchstone.core.psychometrics.ability import ScoreTable, abilities, error_at, score_table
from touchstone.core.psychometrics.adaptive import (
    Criterion,
    Known,
    Rules,
    Sitting,
    Step,
    Stop,
    answered,
    known_of,
    next_step,
)
from touchstone.core.psychometrics.answer import (
    CalibrationAnswer,
    FacetsAnswer,
    calibration_answer,
    facets_answer,
    item_columns,
    line_columns,
)
from touchstone.core.psychometrics.bank import Bank, bank_from_rows, bank_of, bank_rows
from touchstone.core.psychometrics.calibration import calibrate
from touchstone.core.psychometrics.curves import (
    conditional_error,
    expected_scores,
    item_information,
    probabilities,
    test_information,
)
from touchstone.core.psychometrics.drift import Drift, Link, LinkMethod, drift, group_difference, link, linked
from touchstone.core.psychometrics.exposure import Exposure, exposure_parameters, simulated_sitting
from touchstone.core.psychometrics.facets import FacetsFit, Measures, Ratings, rate_fairly, ratings_of
from touchstone.core.psychometrics.fit import Fit, item_fit, person_fit
from touchstone.core.psychometrics.marginal import Latent, latent
from touchstone.core.psychometrics.responses import responses_of, responses_of_codes, responses_of_matrix
from touchstone.core.psychometrics.score_fit import ScoreFit, score_fit
from touchstone.core.psychometrics.times import FastAnswers, SpeedFit, Times, fast_answers, fit_speed, times_of
from touchstone.core.psychometrics.values import (
    THREE_PARAMETER_PRIORS,
    Abilities,
    Beta,
    Calibration,
    Items,
    LeftOut,
    LogNormal,
    Model,
    Normal,
    Priors,
    Responses,
    items_of,
    weak_priors,
)

__all__ = [
    "THREE_PARAMETER_PRIORS",
    "Abilities",
    "Bank",
    "Beta",
    "Calibration",
    "CalibrationAnswer",
    "Criterion",
    "Drift",
    "Exposure",
    "FacetsAnswer",
    "FacetsFit",
    "FastAnswers",
    "Fit",
    "Items",
    "Known",
    "Latent",
    "LeftOut",
    "Link",
    "LinkMethod",
    "LogNormal",
    "Measures",
    "Model",
    "Normal",
    "Priors",
    "Ratings",
    "Responses",
    "Rules",
    "ScoreFit",
    "ScoreTable",
    "Sitting",
    "SpeedFit",
    "Step",
    "Stop",
    "Times",
    "abilities",
    "answered",
    "bank_from_rows",
    "bank_of",
    "bank_rows",
    "calibrate",
    "calibration_answer",
    "conditional_error",
    "drift",
    "error_at",
    "expected_scores",
    "exposure_parameters",
    "facets_answer",
    "fast_answers",
    "fit_speed",
    "group_difference",
    "item_columns",
    "item_fit",
    "item_information",
    "items_of",
    "known_of",
    "latent",
    "line_columns",
    "link",
    "linked",
    "next_step",
    "person_fit",
    "probabilities",
    "rate_fairly",
    "ratings_of",
    "responses_of",
    "responses_of_codes",
    "responses_of_matrix",
    "score_fit",
    "score_table",
    "simulated_sitting",
    "test_information",
    "times_of",
    "weak_priors",
]
