"""A bank of calibrated items, with the tables that make each step of an adaptive test quick."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from touchstone.core.errors import BadInput
from touchstone.core.psychometrics.curves import item_information, probabilities
from touchstone.core.psychometrics.marginal import latent
from touchstone.core.psychometrics.values import Floats, Integers, Items, items_of


class Bank(Struct, frozen=True, kw_only=True):
    """Items to choose from, their content areas and exposure parameters, and tables over Q abilities."""

    items: Items
    area_names: tuple[str, ...]  # each content area once, sorted; empty: the items have none
    area: Integers  # (J,) position in `area_names`
    exposure: Floats  # (J,) probability that the item is given once it is chosen (Sympson & Hetter 1985)
    positions: dict[str, int]
    plain: bool  # every item's scores are its categories 0, 1, 2 …
    nodes: Floats  # (Q,)
    edges: Floats  # (Q + 1,) halfway between the nodes, and as far beyond the last ones
    log_prior: Floats  # (Q,)
    log_curves: Floats  # (J, K, Q)
    information: Floats  # (Q, J)


def bank_of(
    items: Items,
    *,
    areas: Sequence[str] = (),
    exposure: ArrayLike = 1.0,
    nodes: int = 121,
    mean: float = 0.0,
    sd: float = 1.0,
) -> Bank:
    """A bank, with tables for people whose ability is believed to be normal with `mean` and `sd`.

    Args:
        items: J calibrated items (`calibrate(…).items`, or `items_of`).
        areas: (J,) content area of each; or none.
        exposure: (J,) Sympson-Hetter parameters, above 0 and at most 1; or one for all.
        nodes: Q, of the grid of abilities.
        mean: of the prior of ability.
        sd: its standard deviation.

    Raises:
        BadInput: areas or exposure parameters that do not fit the items.
    """
    count = len(items.names)
    if areas and len(areas) != count:
        raise BadInput(f"{len(areas)} areas for {count} items", place="areas", hint="one for each item, or none")
    chances = np.broadcast_to(np.asarray(exposure, dtype=float), (count,)).copy()
    for position in np.flatnonzero(~((chances > 0) & (chances <= 1))):
        raise BadInput(
            f"an exposure parameter of {chances[position]:g}",
            place=f"item {items.names[position]}",
            hint="above 0, at most 1",
        )
    names = tuple(sorted(set(areas)))
    place = {name: position for position, name in enumerate(names)}
    grid = latent(nodes, mean=mean, sd=sd)
    return Bank(
        items=items,
        area_names=names,
        area=np.array([place[area] for area in areas] if areas else [0] * count, dtype=np.int64),
        exposure=chances,
        positions={name: position for position, name in enumerate(items.names)},
        plain=bool(np.all(np.isnan(items.scores) | (items.scores == np.arange(items.scores.shape[1])))),
        nodes=grid.nodes,
        edges=_edges(grid.nodes),
        log_prior=grid.log_weight,
        log_curves=np.log(probabilities(items, grid.nodes)),
        information=np.ascontiguousarray(item_information(items, grid.nodes).T),
    )


def _edges(nodes: Floats) -> Floats:
    half = (nodes[1] - nodes[0]) / 2
    return np.concatenate([nodes - half, [nodes[-1] + half]])


def bank_rows(bank: Bank) -> list[dict[str, Any]]:
    """The bank as plain rows, one an item, for JSON or a file; `bank_from_rows` reads them."""
    items = bank.items
    rows: list[dict[str, Any]] = []
    for item, name in enumerate(items.names):
        last = int(items.categories[item])
        row: dict[str, Any] = {
            "item": name,
            "discrimination": float(items.discrimination[item]),
            "thresholds": items.thresholds[item, : last - 1].tolist(),
            "chance": float(items.chance[item]),
            "scores": items.scores[item, :last].tolist(),
            "exposure": float(bank.exposure[item]),
        }
        if bank.area_names:
            row["area"] = bank.area_names[bank.area[item]]
        rows.append(row)
    return rows


def bank_from_rows(rows: Sequence[Mapping[str, Any]], *, nodes: int = 121, mean: float = 0.0, sd: float = 1.0) -> Bank:
    """The bank that `bank_rows` wrote; `exposure`, `chance`, `scores` and `area` may be missing.

    Raises:
        BadInput: a row without item, discrimination or thresholds; numbers that no item has.
    """
    for number, row in enumerate(rows, start=1):
        if missing := {"item", "discrimination", "thresholds"} - set(row):
            raise BadInput(f"no {', no '.join(sorted(missing))}", place=f"row {number}", hint="see bank_rows")
    if not rows:
        raise BadInput("no items", place="bank", hint="one row an item")
    steps = max(len(row["thresholds"]) for row in rows)
    thresholds = np.full((len(rows), steps), np.nan)
    scores = np.full((len(rows), steps + 1), np.nan)
    for position, row in enumerate(rows):
        own = list(row["thresholds"])
        thresholds[position, : len(own)] = own
        scores[position, : len(own) + 1] = row.get("scores", range(len(own) + 1))
    items = items_of(
        [str(row["item"]) for row in rows],
        discrimination=[float(row["discrimination"]) for row in rows],
        difficulty=thresholds,
        chance=[float(row.get("chance", 0.0)) for row in rows],
        scores=scores,
    )
    areas = [str(row.get("area", "")) for row in rows] if any("area" in row for row in rows) else []
    exposure = [float(row.get("exposure", 1.0)) for row in rows]
    return bank_of(items, areas=areas, exposure=exposure, nodes=nodes, mean=mean, sd=sd)
