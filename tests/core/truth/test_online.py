import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NoData
from touchstone.core.truth.answers import answers_of
from touchstone.core.truth.dawid_skene import dawid_skene, hierarchical
from touchstone.core.truth.one_coin import one_coin
from touchstone.core.truth.online import RunningConsensus
from touchstone.core.truth.reconcile import reconciled
from touchstone.core.truth.running import crowd_of
from touchstone.core.truth.voting import majority

YES_NO = crowd_of(["no", "yes"], accuracy=0.7)


def running(*said, crowd=YES_NO):
    """A running consensus that was told, one after the other, "task rater label"."""
    consensus = RunningConsensus(crowd)
    for answer in said:
        task, rater, label = answer.split()
        consensus.add(task, rater=rater, label=label)
    return consensus


def same(one, other):
    """Whether two running consensuses are equal to the bit."""
    a, b = one.state(), other.state()
    pairs = ((getattr(a, name), getattr(b, name)) for name in a.__struct_fields__ if name != "crowd")
    return all(np.array_equal(x, y) if isinstance(x, np.ndarray) else x == y for x, y in pairs)


def simulated(seed, *, tasks=400, raters=25, each=5, classes=3, accuracy=(5, 2)):
    """Columns of answers in the order in which they came, and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, tasks)
    skill = rng.beta(*accuracy, raters)
    rows = [(task, rater) for task in range(tasks) for rater in rng.choice(raters, each, replace=False)]
    rng.shuffle(rows)
    task, rater = np.array(rows).T
    wrong = (truth[task] + rng.integers(1, classes, len(task))) % classes
    label = np.where(rng.random(len(task)) < skill[rater], truth[task], wrong)
    return {"task": [f"t{x}" for x in task], "rater": [f"r{x}" for x in rater], "label": [str(x) for x in label]}, truth


def batch_step(answers, consensus):
    """The expectation step under a batch run's confusions and prior, as the books write it."""
    score = np.tile(np.log(consensus.prior), (len(answers.tasks), 1))
    np.add.at(score, answers.task, np.log(consensus.confusion)[answers.rater, answers.label])
    score = np.exp(score - score.max(1, keepdims=True))
    return score / score.sum(1, keepdims=True)


def test_without_answers_nobody_knows():
    with pytest.raises(NoData):
        RunningConsensus(YES_NO).posterior("t1")


def test_one_answer_is_as_sure_as_the_crowd():
    # prior 1/2; the rater's counts become 4 x (.7, .3) + .7 of a yes and .3 of a no that is one
    posterior = running("t1 ana yes").posterior("t1")
    yes, no = (4 * 0.7 + 0.7) / (4 + 0.7), (4 * 0.3 + 0.3) / (4 + 0.3)
    classes = (1.3, 1.7)  # one task each before, and this one
    assert posterior[1] == pytest.approx(classes[1] * yes / (classes[1] * yes + classes[0] * no))


def test_agreement_makes_surer_and_dissent_less_sure():
    one, two, three = "t1 ana yes", "t1 bo yes", "t1 cem no"
    assert running(one).posterior("t1")[1] < running(one, two).posterior("t1")[1]
    assert running(one, two, three).posterior("t1")[1] < running(one, two).posterior("t1")[1]


def test_who_agrees_with_others_counts_more():
    history = [f"t{i} {who} {'yes' if i % 2 else 'no'}" for i in range(20) for who in ("ana", "bo", "cem")]
    history += [f"t{i} dan {'no' if i % 2 else 'yes'}" for i in range(20)]
    consensus = running(*history, "new ana yes", "new dan no")
    assert consensus.accuracy("ana") > 0.75
    assert consensus.accuracy("dan") < 0.35
    assert consensus.answer("new") == "yes"


ANSWERS = st.lists(
    st.tuples(st.sampled_from("pqrs"), st.sampled_from(["ana", "bo", "cem"]), st.sampled_from(["no", "yes"])),
    unique_by=lambda row: row[:2],
    min_size=2,
    max_size=12,
)


@given(rows=ANSWERS, data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_answers_leaves_no_trace(rows, data):
    other = data.draw(st.permutations(rows))
    assert same(running(*(" ".join(row) for row in rows)), running(*(" ".join(row) for row in other)))


@given(rows=ANSWERS, data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_answer_taken_back_was_never_given(rows, data):
    gone = data.draw(st.sampled_from(rows))
    consensus = running(*(" ".join(row) for row in rows))
    consensus.remove(gone[0], rater=gone[1])
    assert same(consensus, running(*(" ".join(row) for row in rows if row != gone)))


def test_weighted_answers_are_taken_back_as_exactly():
    before, after = running("t ana yes"), running("t ana yes")
    after.add("t", rater="bo", label="no", weight=0.3)
    after.remove("t", rater="bo")
    assert same(before, after)


def test_somebody_forgotten_was_never_there():
    consensus = running("t1 ana yes", "t2 ana no", "t2 bo no")
    consensus.forget("ana")
    assert same(consensus, running("t2 bo no"))


def test_what_a_batch_run_learned_of_somebody_can_be_forgotten():
    frame, _ = simulated(1, tasks=50)
    answers = answers_of(frame)
    consensus = reconciled(answers, dawid_skene(answers))
    consensus.forget("r3")
    assert "r3" not in consensus.raters
    assert "r3" not in consensus.state().raters


def test_an_answer_touches_its_own_task_and_raters_alone():
    consensus = running("t1 ana yes", "t1 bo yes", "t2 cem no", "t2 dan no")
    before = consensus.posterior("t2")
    counts = consensus.counts("cem")
    consensus.add("t1", rater="eve", label="no")
    np.testing.assert_array_equal(consensus.counts("cem"), counts)
    assert np.abs(consensus.posterior("t2") - before).max() < 0.05  # only through how common the classes are


def test_a_settled_task_teaches_its_raters_and_can_be_opened_again():
    consensus = running("t1 ana yes", "t1 bo no")
    before = consensus.accuracy("bo")
    consensus.settle("t1", label="no")
    assert consensus.answer("t1") == "no"
    assert consensus.posterior("t1").tolist() == [1, 0]
    assert consensus.accuracy("bo") > before
    consensus.settle("t1", label=None)
    assert same(consensus, running("t1 ana yes", "t1 bo no"))


def test_its_state_can_be_kept_and_taken_up_again():
    frame, _ = simulated(2, tasks=60)
    answers = answers_of(frame)
    consensus = reconciled(answers, dawid_skene(answers))
    consensus.add("new", rater="r1", label="2", weight=0.5)
    consensus.settle("t4", label="0")
    again = RunningConsensus.of(consensus.state())
    assert same(consensus, again)
    for one in (consensus, again):
        one.add("new", rater="somebody new", label="1")
        one.remove("t5", rater=next(iter(one.tasks["t5"].answers)))
    assert same(consensus, again)
    assert msgspec.structs.asdict(again.state())["tasks"][0] == "new"


@pytest.mark.parametrize("weighted", [False, True])
def test_after_reconciliation_posteriors_are_the_batchs(weighted):
    frame, _ = simulated(3)
    if weighted:
        frame["weight"] = np.random.default_rng(0).uniform(0.2, 1, len(frame["task"]))
    answers = answers_of(frame, weight="weight" if weighted else None)
    batch = dawid_skene(answers)
    consensus = reconciled(answers, batch)
    found = np.array([consensus.posterior(name) for name in answers.tasks])
    if not weighted:
        np.testing.assert_allclose(found, batch_step(answers, batch), atol=1e-9, rtol=0)
    np.testing.assert_allclose(found, batch.probability, atol=1e-3)  # the batch's last step moved less than that


def test_a_batch_of_one_number_a_rater_can_be_gone_on_from():
    frame, _ = simulated(4)
    answers = answers_of(frame)
    batch = one_coin(answers)
    found = np.array([reconciled(answers, batch).posterior(name) for name in answers.tasks[:50]])
    np.testing.assert_allclose(found, batch.probability[:50], atol=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_a_quarter_more_answers_after_reconciliation_labels_agree_with_the_batch(seed):
    frame, _ = simulated(seed, tasks=1500, accuracy=(8, 2))
    rows = list(zip(frame["task"], frame["rater"], frame["label"], strict=True))

    def batch_of(count):
        columns = zip(*rows[:count], strict=True)
        answers = answers_of(dict(zip(("task", "rater", "label"), map(list, columns), strict=True)))
        return answers, hierarchical(answers)

    consensus = reconciled(*batch_of(6000))
    for task, rater, label in rows[6000:]:
        consensus.add(task, rater=rater, label=label)
    answers, batch = batch_of(len(rows))
    agree = [consensus.answer(name) == answers.labels[batch.answer[at]] for at, name in enumerate(answers.tasks)]
    assert np.mean(agree) >= 0.99


def test_gold_stays_certain():
    frame, truth = simulated(6, tasks=40)
    answers = answers_of(frame)
    gold = np.full(40, -1, dtype=np.int32)
    gold[0] = (truth[int(answers.tasks[0][1:])] + 1) % 3  # certain, whatever the answers say
    consensus = reconciled(answers, dawid_skene(answers, gold=gold), gold=gold)
    assert consensus.answer(answers.tasks[0]) == answers.labels[gold[0]]
    assert consensus.posterior(answers.tasks[0]).max() == 1


def test_an_answer_out_of_a_batch_can_be_taken_back_and_given_again():
    frame, _ = simulated(7, tasks=40)
    answers = answers_of(frame)
    batch = dawid_skene(answers)
    consensus, untouched = reconciled(answers, batch), reconciled(answers, batch)
    rater = next(iter(consensus.tasks["t7"].answers))
    label = answers.labels[consensus.tasks["t7"].answers[rater].label]
    consensus.remove("t7", rater=rater)
    assert not same(consensus, untouched)
    consensus.add("t7", rater=rater, label=label)
    assert same(consensus, untouched)


def test_bad_answers_are_refused_and_change_nothing():
    consensus = running("t1 ana yes")
    for wrong in ({"label": "maybe"}, {"label": "no", "weight": 0.0}, {"label": "no", "weight": float("nan")}):
        with pytest.raises(BadInput):
            consensus.add("t2", rater="bo", **wrong)
    with pytest.raises(BadInput, match="answered already"):
        consensus.add("t1", rater="ana", label="no")
    with pytest.raises(BadInput):
        consensus.settle("t1", label="maybe")
    with pytest.raises(NoData):
        consensus.remove("t1", rater="bo")
    assert same(consensus, running("t1 ana yes"))


def test_a_crowd_needs_two_labels_and_a_probability():
    for wrong in (
        {"labels": ["a"]},
        {"labels": ["a", "a"]},
        {"labels": "ab", "accuracy": 1.0},
        {"labels": "ab", "shares": [1]},
    ):
        with pytest.raises(BadInput):
            crowd_of(**wrong)


def test_a_vote_has_nothing_to_go_on_from():
    frame, _ = simulated(8, tasks=10)
    answers = answers_of(frame)
    with pytest.raises(NoData, match="nothing of its raters"):
        reconciled(answers, majority(answers))
    with pytest.raises(BadInput, match="other tasks"):
        reconciled(answers_of(simulated(9, tasks=9)[0]), majority(answers))
