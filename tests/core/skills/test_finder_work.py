"""A long list of fields costs as many looks as it has members: a text of strangers may be one."""

from touchstone.core.skills import finder, taxonomy


def test_each_neighbour_in_a_list_is_looked_at_once(monkeypatch):
    looks = []
    original = finder._side_by_side

    def counted(clue, left, right):
        looks.append((left.first, right.first))
        return original(clue, left, right)

    monkeypatch.setattr(finder, "_side_by_side", counted)
    found = taxonomy().find("law and " * 400, minimum=0)
    assert len(found) == 400
    assert len(looks) == len(set(looks)) == 399
