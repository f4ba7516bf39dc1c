"""The same write, sent eight times at once."""

from concurrent.futures import ThreadPoolExecutor

import httpx2

NEED = {"text": "Chemists to judge our model's answers, 20 hours a week."}


def test_eight_at_once_under_one_key_make_one_brief(installation):
    process = installation.run("serve", THREADS="8")
    installation.wait_ready(process)
    base = f"http://127.0.0.1:{installation.port}/api/v1"
    with httpx2.Client() as visitor:
        visitor.headers["X-CSRFToken"] = visitor.get(f"{base}/session").json()["csrf_token"]
        visitor.post(f"{base}/briefs", json=NEED).raise_for_status()  # opens the sandbox

        def submit(_number):
            return visitor.post(f"{base}/briefs", json=NEED, headers={"Idempotency-Key": "one"}, timeout=60)

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(submit, range(8)))
        done = [one for one in answers if one.status_code == 201]
        assert {one.status_code for one in answers} <= {201, 409}
        assert len({one.content for one in done}) == 1
        assert len(visitor.get(f"{base}/briefs").json()["items"]) == 2
