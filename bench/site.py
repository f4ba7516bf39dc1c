"""What the pages and the API take on a real, running installation with the demo's world.

    python bench/site.py [--people N] [--seconds S] [--workers W]

Server time is the whole answer over one kept connection, asked one at a time: p50 and p95 of 40. The load is 16 clients
with tokens at once, each in a thread of one other process: reads of a brief, a list of briefs and a shortlist in turns;
then writes, each a brief with an Idempotency-Key, answered after its commit with fsync on. Goals: every page at p95 within 80 ms, drawing
a list of 100,000 within 250 ms, 150 reads and 100 writes a second, each within 300 ms at p95, no 5xx.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx2

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from processes import Installation

PASSWORD = "streak of gold"
NEED = "People who judge our model's answers in chemistry, in English, 20 hours a week, at most $40 an hour."
TIMES, CLIENTS = 40, 16


def quantiles(seconds):
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]


def logged_in(base, email):
    client = httpx2.Client(base_url=base, timeout=60, headers={"Referer": base}, follow_redirects=False)
    client.get("/account/login/")
    form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    assert client.post("/account/login/", data=form).status_code == 302
    return client


def timed(client, path, method="GET", **more):
    took = []
    for number in range(TIMES + 5):
        began = time.perf_counter()
        response = client.request(method, path, **more)
        if number >= 5:
            took.append(time.perf_counter() - began)
        assert response.status_code < 400, (path, response.status_code, response.text[:300])
    return quantiles(took)


def pages(base):
    owner, staff, specialist = (
        logged_in(base, who)
        for who in ("owner@lexandes.example", "operator@touchstone.example", "specialist@touchstone.example")
    )
    brief = re.search(r"/briefs/([0-9a-f-]{36})/", owner.get("/briefs/").text)[1]
    listed = owner.get(f"/briefs/{brief}/shortlist/").text
    shortlist = re.search(r"/shortlists/([0-9a-f-]{36})/", listed)[1]
    candidate = re.search(r"/candidates/([0-9a-f-]{36})/", listed)[1]
    for client, paths in (
        (owner, ["/", "/briefs/", f"/briefs/{brief}/", f"/briefs/{brief}/plan/", f"/briefs/{brief}/shortlist/",
                 f"/shortlists/{shortlist}/compare/", f"/candidates/{candidate}/invitation/", "/openings/",
                 f"/briefs/{brief}/history/", "/organisation/", "/organisation/tokens", "/api/v1/briefs",
                 f"/api/v1/briefs/{brief}", f"/api/v1/shortlists/{shortlist}", f"/api/v1/briefs/{brief}/plan"]),
        (specialist, ["/me/", "/me/seen/", "/me/lists/", "/me/invitations/", "/me/data/"]),
        (staff, ["/operator/pool/", "/operator/pool/?role=rlhf_specialist&country=BR", "/operator/imports/", "/operator/jobs/"]),
    ):  # fmt: skip
        for path in paths:
            middle, high = timed(client, path)
            shown = re.sub(r"[0-9a-f-]{36}", "…", path)
            print(
                f"{shown:48} p50 {1000 * middle:6.1f} ms   p95 {1000 * high:6.1f} ms{'   above 80' if high > 0.08 else ''}"
            )
    form = {"mode": "cost", "csrfmiddlewaretoken": owner.cookies["csrftoken"]}
    middle, high = timed(owner, f"/briefs/{brief}/shortlist/", "POST", data=form)
    print(f"{'POST /briefs/…/shortlist/ (draws a list)':48} p50 {1000 * middle:6.1f} ms   p95 {1000 * high:6.1f} ms")
    return owner, brief, shortlist


def token(owner):
    page = owner.post(
        "/organisation/tokens/new",
        data={"name": "bench", "scope": "work", "days": "2", "csrfmiddlewaretoken": owner.cookies["csrftoken"]},
    )
    return re.search(r"tst_[\w-]{40,}", page.text)[0]


def load(base, secret, ask, seconds):
    """(answers a second, p95 in seconds, how many were 5xx) of 16 clients that each ask again at once."""
    stop, took, broken = time.monotonic() + seconds, [], [0]

    def client(number):
        with httpx2.Client(base_url=base, timeout=60, headers={"Authorization": f"Bearer {secret}"}) as program:
            turn = number
            while time.monotonic() < stop:
                began = time.perf_counter()
                answer = ask(program, turn)
                status = answer.status_code
                took.append(time.perf_counter() - began)
                broken[0] += status >= 500
                assert status < 400 or status >= 500, (status, answer.text[:300])
                turn += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    return len(took) / seconds, quantiles(took)[1], broken[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="touchstone-bench-"))
    folder.chmod(0o755)
    installation = Installation(folder / "home")
    try:
        limits = {"BRIEFS_PER_HOUR": "100000", "WORKERS": str(chosen.workers), "LOG_LEVEL": "WARNING"}
        process = installation.run("demo", DEMO_POOL_SIZE=str(chosen.people), **limits)
        installation.wait_ready(process, seconds=600)
        base = f"http://127.0.0.1:{installation.port}"
        print(
            f"{chosen.people:,} people in the pool, {chosen.workers} processes serve; {len(subprocess.os.sched_getaffinity(0))} cores"
        )
        owner, brief, shortlist = pages(base)
        secret = token(owner)
        reads = ["/api/v1/briefs", f"/api/v1/briefs/{brief}", f"/api/v1/shortlists/{shortlist}"]
        rate, high, broken = load(base, secret, lambda program, turn: program.get(reads[turn % 3]), chosen.seconds)
        print(f"16 clients, authenticated reads: {rate:.0f} a second, p95 {1000 * high:.0f} ms, {broken} 5xx")

        def write(program, _turn):
            return program.post("/api/v1/briefs", json={"text": NEED}, headers={"Idempotency-Key": str(uuid4())})

        rate, high, broken = load(base, secret, write, chosen.seconds)
        print(f"16 clients, durable writes: {rate:.0f} a second, p95 {1000 * high:.0f} ms, {broken} 5xx")
    finally:
        installation.close()


if __name__ == "__main__":
    main()
