"""Files of people, read in a child process."""

import pytest

from touchstone.core.errors import BadInput
from touchstone.core.people import PeopleFormat
from touchstone.gateways.people import PeopleLimits, read_in_child

TABLE = "id,name,country\n1,Ana Díaz,MX\n2,Bob Stone,Atlantis\n"


def told(tmp_path, text, **limits):
    (tmp_path / "file").write_text(text)
    return list(read_in_child(tmp_path / "file", name="p.csv", limits=PeopleLimits(**limits)))


def test_people_and_what_is_wrong_come_in_the_files_order(tmp_path):
    ana, wrong, end = told(tmp_path, TABLE)
    assert ana.row.person.name == "Ana Díaz"
    assert (wrong.problem.line, wrong.problem.field) == (3, "country")
    assert end.format is PeopleFormat.CSV


def test_a_file_that_is_none_is_refused_with_its_name(tmp_path):
    with pytest.raises(BadInput, match=r"p\.csv"):
        told(tmp_path, "")


@pytest.mark.parametrize("limits", [{"memory": 60 * 1024 * 1024}, {"answer": 10}, {"seconds": 0.01}])
def test_a_file_that_takes_too_much_is_refused(tmp_path, limits):
    with pytest.raises(BadInput, match="took more"):
        told(tmp_path, TABLE, **limits)
