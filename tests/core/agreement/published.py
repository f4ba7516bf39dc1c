"""Published examples as rows of unit, rater and value; and a crowd to try things on."""

from touchstone.core.agreement import ratings_of
from touchstone.core.tables import table_of


def rows_of(rows, **options):
    """Ratings from (unit, rater, value) rows; None is missing."""
    unit, rater, value = zip(*rows, strict=True)
    table = table_of({"unit": list(unit), "rater": list(rater), "value": list(value)})
    return ratings_of(table.coded("unit"), table.coded("rater"), table.coded("value"), **options)


def grid_rows(grid):
    """One line a rater, one column a unit; 0 is missing."""
    return [(unit, rater, value) for rater, line in enumerate(grid) for unit, value in enumerate(line) if value]


def counts_rows(counts):
    """One line a unit, one column a value: how often it was given. Raters are told apart by their place only."""
    rows = []
    for unit, line in enumerate(counts):
        said = [value for value, count in enumerate(line) for _ in range(count)]
        rows += [(unit, rater, value) for rater, value in enumerate(said)]
    return rows


# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", part C: 4 observers, 12 units.
KRIPPENDORFF = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)
# Fleiss 1971, table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS = tuple(
    tuple(map(int, line))
    for line in (
        "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
        "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
    ).split()
)
# Shrout and Fleiss 1979, table 2: 6 targets, 4 judges.
SHROUT = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))


def crowd(rng, *, units=60, raters=8, each=4, kinds=3, right=0.75):
    """Rows of a crowd that says the truth of a unit with probability `right`, and else anything."""
    truth = rng.integers(0, kinds, units)
    rows = []
    for unit in range(units):
        for rater in rng.choice(raters, each, replace=False):
            said = truth[unit] if rng.random() < right else rng.integers(0, kinds)
            rows.append((unit, int(rater), int(said)))
    return rows
