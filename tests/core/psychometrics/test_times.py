import numpy as np
import pytest

from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics import fast_answers, fit_speed, times_of


def world(seed, *, people=300, items=15, speed_sd=0.4, share=1.0):
    rng = np.random.default_rng(seed)
    intensity, speed = rng.normal(3.5, 0.5, items), rng.normal(0, speed_sd, people)
    logs = intensity - speed[:, None] + rng.normal(0, 0.3, (people, items))
    rows = [(p, i) for p in range(people) for i in range(items) if rng.random() < share]
    person, item = ([pair[k] for pair in rows] for k in (0, 1))
    times = times_of([f"p{p:03}" for p in person], [f"i{i:02}" for i in item], np.exp(logs[person, item]))
    return times, intensity, speed


def test_speed_and_intensity_are_found_again_and_intervals_cover():
    times, intensity, speed = world(1, share=0.6)
    found = fit_speed(times)
    assert found.intensity == pytest.approx(intensity, abs=0.12)
    assert found.speed_sd == pytest.approx(0.4, abs=0.05)
    assert found.power.mean() == pytest.approx(1 / 0.3, rel=0.05)
    truth = speed - speed.mean()
    assert np.mean((found.speed_low <= truth) & (truth <= found.speed_high)) == pytest.approx(0.9, abs=0.05)


def test_answers_in_a_second_are_flagged_and_honest_ones_are_not():
    times, _, _ = world(2)
    seconds = times.seconds.copy()
    seconds[:5] = 1.0
    rushed = times_of([times.people[p] for p in times.person], [times.items[i] for i in times.item], seconds)
    found = fast_answers(rushed, fit_speed(rushed))
    assert found.flagged[:5].all()
    assert found.flagged[5:].sum() <= 5
    assert (found.expected[:5] > 3).all()
    assert found.z.std() == pytest.approx(1, abs=0.05)


def test_a_fast_person_is_not_flagged_for_being_fast():
    times, _, _ = world(3)
    seconds = np.where(times.person == 0, times.seconds / 4, times.seconds)
    quick = times_of([times.people[p] for p in times.person], [times.items[i] for i in times.item], seconds)
    fit = fit_speed(quick)
    assert fit.speed.argmax() == 0
    assert not fast_answers(quick, fit).flagged[quick.person == 0].any()


def test_the_order_of_rows_makes_no_difference_to_the_bit():
    times, _, _ = world(4, people=40)
    order = np.random.default_rng(5).permutation(len(times.seconds))
    again = times_of(
        [times.people[p] for p in times.person[order]],
        [times.items[i] for i in times.item[order]],
        times.seconds[order],
    )
    assert fit_speed(times).speed.tolist() == fit_speed(again).speed.tolist()


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((["a"], ["x"], [0.0]), "row 1"),
        ((["a", "b"], ["x", "x"], [1.0, np.nan]), "row 2"),
        ((["a", "a"], ["x", "x"], [1.0, 2.0]), "person a, item x"),
    ],
)
def test_a_time_that_cannot_be_is_named(rows, place):
    with pytest.raises(BadInput) as refusal:
        times_of(*rows)
    assert refusal.value.place == place


def test_too_little_to_say_is_no_data():
    with pytest.raises(NoData):
        times_of([], [], [])
    with pytest.raises(NoData, match="one time"):
        fit_speed(times_of(["a"], ["x"], [1.0]))
    with pytest.raises(NoData, match="equal"):
        fit_speed(times_of(["a", "b"], ["x", "x"], [2.0, 2.0]))
    times, _, _ = world(6, people=20, items=3)
    with pytest.raises(BadInput, match="no item"):
        fast_answers(times_of(["a"], ["new"], [1.0]), fit_speed(times))
