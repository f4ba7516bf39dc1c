import numpy as np
import pytest

from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking import comparisons, comparisons_of

SHORT = {"left": ["p", "q"], "right": ["q", "r"], "winner": ["left", "tie"]}


@pytest.mark.parametrize(
    "words",
    [
        ["left", "right", "tie"],
        ["A", "B", "Tie"],
        ["model_a", "model_b", "tie (bothbad)"],
        ["x", "y", "draw"],
        [1, 0, 0.5],
        ["p", "q", "equal"],
    ],
)
def test_outcomes_are_read_from_words_numbers_or_the_name_of_the_winner(words):
    votes = comparisons_of({"left": ["p"] * 3, "right": ["q"] * 3, "winner": words})
    assert votes.winner.tolist() == [0, 1, 2]


def test_items_and_raters_are_coded_in_the_order_of_their_names_and_an_empty_rater_is_unknown():
    votes = comparisons_of({**SHORT, "who": ["zoe", None]}, rater="who")
    assert (list(votes.items), votes.left.tolist(), votes.right.tolist()) == (["p", "q", "r"], [0, 1], [1, 2])
    assert (list(votes.raters), votes.rater.tolist()) == (["zoe"], [0, -1])


def test_numbers_as_names_keep_their_order():
    votes = comparisons_of({"left": [10, 9], "right": [9, 2], "winner": ["left", "left"]})
    assert list(votes.items) == [2, 9, 10]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"winner": ["left", "perhaps"]}, "column winner, row 2: 'perhaps' is no outcome .left, right or tie"),
        ({"winner": ["left", "p"]}, "row 2: 'p' is no outcome"),
        ({"winner": ["left", None]}, "column winner, row 2: is empty"),
        ({"left": ["p", None]}, "column left, row 2: is empty"),
        ({"right": ["q", "q"]}, "row 2: an item is compared with itself"),
        ({"weight": [1, -1]}, "column weight, row 2: cannot be a weight"),
        ({"weight": [1, None]}, "column weight, row 2: cannot be a weight"),
        ({"length": [0.5, float("nan")]}, "column length, row 2: is empty or not finite"),
        ({"length": ["0.5", "long"]}, "row 2"),
    ],
)
def test_what_cannot_be_a_vote_is_refused_by_its_row_and_column(change, said):
    columns = {
        "weight": "weight" if "weight" in change else None,
        "covariates": ["length"] if "length" in change else (),
    }
    with pytest.raises(BadInput, match=said):
        comparisons_of({**SHORT, **change}, **columns)


def test_an_item_named_like_an_outcome_is_not_guessed_at():
    with pytest.raises(BadInput, match="'a' is the name of an item and also a word for 'left'"):
        comparisons_of({"left": ["a"], "right": ["b"], "winner": ["a"]})
    said = comparisons_of({"left": ["a"], "right": ["b"], "winner": ["right"]})
    assert said.winner.tolist() == [1]


def test_a_missing_column_is_named_and_no_rows_are_no_data():
    with pytest.raises(BadInput, match="there is no column 'judge'"):
        comparisons_of(SHORT, rater="judge")
    with pytest.raises(NoData, match="there are no comparisons"):
        comparisons_of({"left": [], "right": [], "winner": []})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"winner": [0, 3]}, "winner, row 2: 3 is no outcome"),
        ({"left": [0, 9]}, "column left, row 2: is no item"),
        ({"right": [1]}, "the columns differ in length"),
        ({"rater": [0, 5]}, "is no rater"),
    ],
)
def test_codes_that_are_none_are_refused(change, said):
    columns = {"left": [0, 1], "right": [1, 2], "winner": [0, 1], **change}
    with pytest.raises(BadInput, match=said):
        comparisons("pqr", **{name: np.array(column) for name, column in columns.items()})
    with pytest.raises(NoData):
        comparisons("pqr", left=np.array([]), right=np.array([]), winner=np.array([]))


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf, 1e300])
def test_a_weight_that_cannot_be_squared_is_refused_by_its_row(weight):
    with pytest.raises(BadInput, match="column weight, row 2: cannot be a weight"):
        comparisons("ab", left=[0, 0], right=[1, 1], winner=[0, 1], weight=[1.0, weight])
