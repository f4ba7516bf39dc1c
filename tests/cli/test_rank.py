import csv

import numpy as np
import pytest

ITEMS = ["Ada", "Bix", "Cyd", "Dov"]


def votes(seed=1, number=600, *, header="model_x,model_y,winner,worker,longer"):
    """Votes on four models, the first the best; some are ties, and longer texts are liked."""
    rng = np.random.default_rng(seed)
    rows = [header]
    for _ in range(number):
        one, other = rng.choice(4, 2, replace=False)
        longer = rng.normal()
        margin = 0.8 * (other - one) + 0.5 * longer + rng.logistic()
        word = "tie" if abs(margin) < 0.4 else ("left" if margin > 0 else "right")
        rows.append(f"{ITEMS[one]},{ITEMS[other]},{word},w{rng.integers(12)},{longer:.3f}")
    return "\n".join(rows) + "\n"


COLUMNS = ("--left", "model_x", "--right", "model_y", "--winner", "winner")


def rows_of(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def test_items_are_told_from_the_best_with_intervals_and_ranks(touchstone):
    answer = touchstone("rank", "-", *COLUMNS, "--rater", "worker", stdin=votes())
    assert answer.code == 0, answer.err
    assert "Ada first of 4" in answer.out
    assert "600 votes on 4 items; Bradley-Terry, ties as half wins." in answer.out
    assert "sandwich, clustered on the rater" in answer.out.replace("\n    ", " ")
    lines = [line.split() for line in answer.out.splitlines()]
    assert [line[1] for line in lines if len(line) > 2 and line[0] in "1234" and line[1] in ITEMS] == ITEMS


def test_the_file_holds_every_figure_and_the_same_seed_the_same(touchstone, tmp_path):
    for name in ("one.csv", "two.csv"):
        answer = touchstone("rank", "-", *COLUMNS, "--bootstrap", "50", "--seed", "3", "--out", name, stdin=votes())
        assert answer.code == 0, answer.err
    one, two = rows_of(tmp_path / "one.csv"), rows_of(tmp_path / "two.csv")
    assert one == two
    assert list(one[0]) == ["item", "rating", "low", "high", "elo", "rank", "rank_low", "rank_high", "n"]
    assert [row["item"] for row in one] == ITEMS
    for row in one:
        assert float(row["low"]) < float(row["rating"]) < float(row["high"])
        assert int(row["rank_low"]) <= int(row["rank"]) <= int(row["rank_high"])
    assert sum(float(row["n"]) for row in one) == 1200


def test_machines_get_one_object_that_fits_its_schema(touchstone):
    jsonschema = pytest.importorskip("jsonschema")
    answer = touchstone("rank", "-", *COLUMNS, "--method", "davidson", "--side", "--json", stdin=votes()).object
    assert answer["schema"] == "touchstone.ranking/1"
    assert [effect["name"] for effect in answer["effects"]] == ["left side"]
    assert answer["tie"]["low"] < answer["tie"]["value"] < answer["tie"]["high"]
    jsonschema.validate(answer, touchstone("schema", "ranking").document)


def test_raters_are_told_apart_and_written(touchstone, tmp_path):
    call = ("rank", "-", *COLUMNS, "--rater", "worker", "--method", "raters", "--raters-out", "who.csv")
    answer = touchstone(*call, stdin=votes())
    assert answer.code == 0, answer.err
    assert "12 raters differ by" in answer.out
    rows = rows_of(tmp_path / "who.csv")
    assert len(rows) == 12
    assert all(float(row["scale_error"]) > 0 for row in rows)


def test_a_covariate_is_allowed_for(touchstone):
    answer = touchstone("rank", "-", *COLUMNS, "--covariate", "longer", "--json", stdin=votes()).object
    (effect,) = answer["effects"]
    assert effect["name"] == "longer"
    assert 0 < effect["low"] < effect["value"]


def test_lists_are_ranked_by_their_places(touchstone):
    rng, rows = np.random.default_rng(5), ["race,driver,finish"]
    for race in range(40):
        order = np.argsort(0.9 * np.arange(4) - rng.gumbel(size=4))
        rows += [f"{race},{ITEMS[item]},{place + 1}" for place, item in enumerate(order)]
    call = ("rank", "-", "--method", "plackett-luce", "--ranking", "race", "--item", "driver", "--place", "finish")
    answer = touchstone(*call, "--json", stdin="\n".join(rows) + "\n").object
    assert (answer["method"], answer["votes"]) == ("plackett-luce", 40)
    assert [item["item"] for item in answer["items"]] == ITEMS


def test_online_elo_has_no_intervals(touchstone):
    answer = touchstone("rank", "-", *COLUMNS, "--method", "elo", "--json", stdin=votes()).object
    assert answer["interval"] == ""
    assert answer["items"][0]["item"] == "Ada"
    assert {item["low"] for item in answer["items"]} == {None}


def test_a_report_is_written_with_what_was_found(touchstone, tmp_path):
    answer = touchstone("rank", "-", *COLUMNS, "--report", "found.txt", stdin=votes())
    assert answer.code == 0, answer.err
    assert "Ratings" in (tmp_path / "found.txt").read_text()


def test_who_never_won_is_said_to_have_no_lower_limit(touchstone):
    rows = votes() + "".join(f"Ada,Eve,left,w{k},0\n" for k in range(9))
    answer = touchstone("rank", "-", *COLUMNS, stdin=rows)
    assert "Never won, or never lost, against the rest: Eve" in answer.out
    assert "-∞" in answer.out


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("model_x,model_y,winner\n", (), "has no rows"),
        (
            "model_x,model_y,winner\nAda,Bix,maybe\n",
            (),
            "column winner, row 1: 'maybe' is no outcome (left, right or tie",
        ),
        ("model_x,model_y,winner\nAda,,left\n", (), "column model_y, row 1: is empty"),
        ("model_x,model_y,winner\nAda,Ada,left\n", (), "row 1: an item is compared with itself"),
        ("model_x,model_y,winner\nAda,Bix,left\nCyd,Dov,left\n", (), "2 groups that were never compared"),
        ("model_x,model_y,winner\nAda,Bix,left\n", ("--rater", "judge"), "there is no column 'judge'"),
        ("model_x,model_y,winner\nAda,Bix,left\n", ("--method", "elo", "--side"), "the method elo takes no --side"),
        ("model_x,model_y,winner\nAda,Bix,left\n", ("--method", "raters", "--bootstrap", "9"), "takes no --bootstrap"),
    ],
)
def test_what_cannot_be_ranked_is_refused_with_its_place(refused, text, options, said):
    code, told = refused("rank", "-", *COLUMNS, *options, stdin=text)
    assert code in {1, 2}
    assert said in told


def test_one_rater_is_told_that_raters_need_two(refused):
    text = "model_x,model_y,winner,worker\nAda,Bix,left,w\nBix,Ada,tie,w\n"
    code, told = refused("rank", "-", *COLUMNS, "--rater", "worker", "--method", "raters", stdin=text)
    assert code == 1
    assert "at least two known raters" in told


def test_where_each_beats_the_next_and_never_loses_the_one_at_nought_is_called_no_finding(touchstone):
    answer = touchstone("rank", "-", stdin="left,right,winner\n" + "Ada,Bix,left\nBix,Cyd,left\n" * 9)
    assert "it stands at 0, which is no finding" in " ".join(answer.out.split())
