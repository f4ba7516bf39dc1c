import numpy as np
import pytest

from core.truth.crowds import crowd
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import read_table, write_table
from touchstone.core.truth import Limits, answers_of, dawid_skene, hierarchical
from touchstone.core.truth.distributed import RayWorkers, distributed
from touchstone.core.truth.parts import Columns

FILES = 3


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Answers in three files, a task's answers scattered over them, and the same in memory."""
    folder = tmp_path_factory.mktemp("answers")
    frame, _ = crowd(3, tasks=400, raters=15, each=4)
    named = {
        "task": np.array([f"task {task}" for task in frame["task"]]),
        "rater": np.array([f"r{rater}" for rater in frame["rater"]]),
        "label": np.array(list("abc"))[frame["label"]],
    }
    order = np.random.default_rng(0).permutation(len(frame["task"]))
    files = []
    for number in range(FILES):
        rows = order[number::FILES]
        files.append(folder / f"{number}.parquet")
        write_table(files[-1], {name: list(column[rows]) for name, column in named.items()})
    return files, answers_of({name: list(column) for name, column in named.items()})


def results(found):
    tables = [read_table(file) for file in found.files]
    rows = [
        (task, label, probability)
        for table in tables
        for task, label, probability in zip(
            table.texts("task"), table.texts("label"), table.numbers("probability"), strict=True
        )
    ]
    return sorted(rows)


@pytest.mark.parametrize(("method", "here"), [("hierarchical", hierarchical), ("dawid-skene", dawid_skene)])
def test_parts_on_disk_give_what_memory_gives(world, tmp_path, method, here):
    files, answers = world
    found = distributed(files, folder=tmp_path / "parts", out=tmp_path / "out", method=method, parts=5)
    whole = here(answers)
    assert found.tasks == len(answers.tasks)
    assert found.parts == 5
    assert found.convergence.iterations == whole.convergence.iterations
    np.testing.assert_allclose(found.confusion, whole.confusion, atol=1e-9)
    labels = [answers.labels[code] for code in whole.answer]
    expected = sorted(zip(answers.tasks, labels, np.round(whole.certainty, 6).tolist(), strict=True))
    assert [row[:2] for row in results(found)] == [row[:2] for row in expected]
    np.testing.assert_allclose([row[2] for row in results(found)], [row[2] for row in expected], atol=2e-6)


def test_a_cluster_of_several_processes_gives_the_same_bits(world, tmp_path):
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    files, _ = world
    one = distributed(files, folder=tmp_path / "one", out=tmp_path / "one_out", parts=5)
    team = RayWorkers(2)
    try:
        many = distributed(files, folder=tmp_path / "many", out=tmp_path / "many_out", parts=5, workers=team)
    finally:
        team.close()
    np.testing.assert_array_equal(many.confusion, one.confusion)
    np.testing.assert_array_equal(many.counts, one.counts)
    assert many.convergence == one.convergence
    assert [file.read_bytes() for file in many.files] == [file.read_bytes() for file in one.files]


def test_known_answers_are_certain_in_their_part(world, tmp_path):
    files, _ = world
    gold = {"task 7": "a", "task 8": "b"}
    found = distributed(files, folder=tmp_path / "parts", out=tmp_path / "out", gold=gold, parts=2)
    told = {task: (label, probability) for task, label, probability in results(found)}
    assert told["task 7"] == ("a", 1.0)
    assert told["task 8"] == ("b", 1.0)


def test_chunks_are_gone_and_the_parts_remain(world, tmp_path):
    files, _ = world
    distributed(files, folder=tmp_path, out=tmp_path / "out", parts=2, limits=Limits(exactly=1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0000", "0001", "out"]


def test_what_cannot_be_done_is_refused(world, tmp_path):
    files, _ = world
    with pytest.raises(BadInput, match="no column 'item'"):
        distributed(files, folder=tmp_path, out=tmp_path / "out", columns=Columns(task="item"))
    with pytest.raises(BadInput, match="not done in parts"):
        distributed(files, folder=tmp_path, out=tmp_path / "out", method="glad")
    with pytest.raises(NoData, match="no Parquet files"):
        distributed([], folder=tmp_path, out=tmp_path / "out")
    write_table(tmp_path / "one.parquet", {"task": [1, 2], "rater": [1, 1], "label": ["a", "a"]})
    with pytest.raises(NoData, match="same label"):
        distributed([tmp_path / "one.parquet"], folder=tmp_path, out=tmp_path / "out")


def in_parts(tmp_path, *frames, **more):
    files = []
    for number, frame in enumerate(frames):
        files.append(tmp_path / f"in-{number}.parquet")
        write_table(files[-1], frame)
    return distributed(files, folder=tmp_path / "parts", out=tmp_path / "labels", **more)


FRAME = {"task": [1, 1, 2, 2], "rater": [1, 2, 1, 2], "label": [0, 0, 1, 1]}


def test_parts_without_a_task_are_left_out(tmp_path):
    found = in_parts(tmp_path, FRAME, parts=50)
    assert found.tasks == 2
    assert 1 <= found.parts <= 2
    assert len(results(found)) == 2


def test_a_name_is_the_same_as_a_number_and_as_text(tmp_path):
    words = {"task": ["2", "3"], "rater": ["3", "1"], "label": ["1", "0"]}
    found = in_parts(tmp_path, FRAME, words)
    assert (found.tasks, len(found.raters), len(found.labels)) == (3, 3, 2)


@pytest.mark.parametrize(
    ("frame", "more", "said"),
    [
        ({"task": [1, None], "rater": [5, 6], "label": [1, 1]}, {}, "in-1.parquet, column task, row 2: is empty"),
        ({"task": [1], "rater": [2], "label": [1]}, {}, "the files together: 2 answered task 1 twice"),
        ({"task": [3], "rater": [2], "label": [1]}, {"gold": {1: "x"}}, "task 1: 'x' is a label that nobody gave"),
        ({"task": [3], "rater": [2], "label": [1]}, {"gold": {9: 1}}, "none of the known tasks has an answer"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path, frame, more, said):
    with pytest.raises(BadInput, match=said):
        in_parts(tmp_path, FRAME, frame, **more)


def test_labels_are_not_written_among_other_files(tmp_path):
    in_parts(tmp_path, FRAME)
    with pytest.raises(BadInput, match="labels: holds Parquet files"):
        in_parts(tmp_path, FRAME)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"no")
    with pytest.raises(BadInput, match=r"broken.parquet: is no Parquet file"):
        distributed([broken], folder=tmp_path / "parts", out=tmp_path / "other")
