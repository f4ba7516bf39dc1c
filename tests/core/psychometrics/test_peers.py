"""Beside girth and catsim, where they are installed (the dependency group `bench`)."""

import numpy as np
import pytest

from core.psychometrics.worlds import answers, some_items
from touchstone.core.psychometrics import (
    Model,
    Rules,
    Sitting,
    abilities,
    answered,
    bank_of,
    calibrate,
    item_information,
    latent,
    next_step,
    responses_of_matrix,
)

GRID = np.linspace(-3, 3, 25)


def test_two_parameter_items_are_those_of_girth():
    girth = pytest.importorskip("girth", reason="girth is not installed")
    rng = np.random.default_rng(1)
    table = answers(some_items(8, rng), rng.normal(size=300), rng)
    found = calibrate(responses_of_matrix(table))
    peer = girth.twopl_mml(table.T.astype(int))
    assert np.all(np.abs(found.items.discrimination - peer["Discrimination"]) < 0.3 * found.discrimination_error)
    assert np.all(np.abs(found.items.difficulty - peer["Difficulty"]) < 0.3 * found.threshold_error[:, 0])


def test_graded_items_are_those_of_girth():
    girth = pytest.importorskip("girth", reason="girth is not installed")
    rng = np.random.default_rng(2)
    table = answers(some_items(6, rng, steps=2), rng.normal(size=300), rng)
    found = calibrate(responses_of_matrix(table), model=Model.GRADED)
    peer = girth.grm_mml(table.T.astype(int))
    assert np.all(np.abs(found.items.discrimination - peer["Discrimination"]) < 0.3 * found.discrimination_error)
    assert np.all(np.abs(found.items.thresholds - peer["Difficulty"]) < 0.3 * found.threshold_error)


def test_abilities_are_those_of_girth():
    girth = pytest.importorskip("girth", reason="girth is not installed")
    rng = np.random.default_rng(3)
    items = some_items(15, rng)
    table = answers(items, rng.normal(size=100), rng)
    peer = girth.ability_eap(table.T.astype(int), items.difficulty, items.discrimination)
    found = abilities(responses_of_matrix(table, items=items.names), items, prior=latent(201))
    assert found.ability == pytest.approx(peer, abs=0.02)


def test_the_next_item_is_the_one_that_catsim_takes_at_the_same_ability():
    pytest.importorskip("catsim", reason="catsim is not installed")
    from catsim import ItemBank
    from catsim.selection import MaxInfoSelector

    rng = np.random.default_rng(4)
    items = some_items(100, rng, chance=0.2)
    bank, sitting = bank_of(items), Sitting()
    theirs = ItemBank(np.c_[items.discrimination, items.difficulty, items.chance, np.ones(100)])
    assert item_information(items, GRID) == pytest.approx(np.array([theirs.information(x) for x in GRID]).T)
    for number in range(15):
        step = next_step(bank, sitting, rules=Rules())
        asked = [bank.positions[name] for name in sitting.asked]
        peer = MaxInfoSelector().select(item_bank=theirs, administered_items=asked, est_theta=step.known.ability)
        assert items.names[peer] == step.item
        sitting = answered(sitting, step, number % 2)
