def test_rates_prints_every_row_with_its_source_and_date(touchstone):
    answer = touchstone("rates", "rlhf_specialist")
    assert answer.code == 0
    assert "Athyna" in answer.out
    assert "2026" in answer.out


def test_sources_that_disagree_are_both_shown_in_words(touchstone):
    assert "disagree" in touchstone("rates", "rlhf_specialist").out


def test_a_country_without_rows_says_no_data(touchstone):
    answer = touchstone("rates", "ai_training_specialist", "--place", "Peru")
    assert answer.code == 0
    assert "No data" in answer.out


def test_an_unknown_role_is_bad_input_and_names_the_right_ones(touchstone):
    answer = touchstone("rates", "wizard")
    assert answer.code == 2
    assert "data_annotator" in answer.err
    assert answer.out == ""


def test_json_is_one_object_with_a_versioned_schema(touchstone):
    found = touchstone("rates", "ml_engineer", "--place", "US", "--json").object
    assert found["schema"] == "touchstone.rates/1"
    assert all(row["source"]["address"] for row in found["rows"])


def test_rows_of_ones_own_are_laid_over_the_table_and_refused_by_line_when_wrong(touchstone, tmp_path):
    (tmp_path / "own.csv").write_text("id,role\nx,wizard\n")
    answer = touchstone("rates", "--extra", "own.csv")
    assert answer.code == 2
    assert "own.csv" in answer.err


def test_colours_are_for_terminals_only(touchstone):
    assert "\x1b[" not in touchstone("rates", "rlhf_specialist").out
