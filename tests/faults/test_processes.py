"""Several processes serve, and none reads another's answers."""

from concurrent.futures import ThreadPoolExecutor

import httpx2


def ask(address, token, name):
    """40 answers to one program; what is wrong with them."""
    wrong = []
    with httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=20) as program:
        for _time in range(40):
            answer = program.get("/api/v1/briefs")
            titles = [one["title"] for one in answer.json().get("items", [])]
            if answer.status_code != 200 or titles != [name]:
                wrong.append((answer.status_code, titles))
    return wrong


def test_two_processes_under_load_give_each_client_their_own_answers(installation):
    process = installation.run("serve", WORKERS="2", BRIEFS_PER_HOUR="1000", WORKER_WITHIN="no")
    installation.wait_ready(process)
    address = f"http://127.0.0.1:{installation.port}"
    clients = []
    for name in ("tax", "chemistry", "history", "medicine"):
        token = installation.token()
        shown = {"Authorization": f"Bearer {token}"}
        made = httpx2.post(
            f"{address}/api/v1/briefs", json={"text": f"People who know {name}.", "title": name}, headers=shown
        )
        clients.append((token, made.json()["title"]))
    with ThreadPoolExecutor(16) as pool:
        wrong = list(pool.map(lambda one: ask(address, *one), clients * 4))
    assert not [one for part in wrong for one in part]
