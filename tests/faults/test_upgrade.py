"""An installation of an earlier version, with rows in it, is brought to this one: nothing is lost, and its walls stand."""

import json
import uuid

import psycopg
import pytest

from processes import said

# The migrations that the version of 27 November 2026 had.
EARLIER = {
    "accounts": "0003", "audit": "0002", "organisations": "0001", "talent": "0001", "briefs": "0002", "matching": "0001",
    "account": "", "mfa": "", "usersessions": "", "sessions": "", "auth": "", "contenttypes": "",
}  # fmt: skip
ALICE, CLIENT, BRIEF, SHORTLIST = (str(uuid.uuid4()) for _each in range(4))
PROFILE = json.dumps(
    {
        "id": "p1", "country": "CL", "time_zone": "America/Santiago", "hours_per_week": 20, "available_from": "2026-12-01",
        "rate": {"minor": 3000, "currency": "USD"}, "roles": ["rlhf_specialist"], "languages": [{"code": "es", "level": "native"}],
        "claims": [{"domain": "0421", "competence": "judge"}], "evidence": [], "synthetic": True,
    }
)  # fmt: skip
RESULT = {
    "mode": "balanced",
    "pool_size": 1,
    "eligible": 0,
    "meeting_bar": 0,
    "candidates": [],
    "exclusions": [],
    "synthetic": True,
}
NEED = {"role": "rlhf_specialist", "skills": [], "today": "2026-11-27", "text": ""}
ROWS = [
    (("INSERT INTO accounts_user (id, password, is_superuser, email, name, is_active, joined_at) "
     "VALUES (%s, '!', false, 'alice@example.org', 'Alice', true, now())"), [ALICE]),
    ("INSERT INTO accounts_organisation (id, kind, name, created_at) VALUES (%s, 'client', 'Alice & Co', now())", [CLIENT]),
    (("INSERT INTO accounts_membership (id, organisation_id, user_id, role, since) "
     "VALUES (gen_random_uuid(), %s, %s, 'owner', now())"), [CLIENT, ALICE]),
    (("INSERT INTO talent_specialist (id, reference, profile, synthetic, changed_at) "
     "VALUES (gen_random_uuid(), 'p1', %s, true, now())"), [PROFILE]),
    ("INSERT INTO talent_poolsnapshot (size, synthetic, folder, built_at) VALUES (1, true, 'x', now())", []),
    (("INSERT INTO briefs_briefrecord (id, organisation_id, created_by_id, created_at, changed_at, source, file_name, title, text, "
     "reading, marks, diagnosis) VALUES (%s, %s, %s, now(), now(), 'typed', '', 'Tax', 'tax', '{}', '{}', '{}')"),
     [BRIEF, CLIENT, ALICE]),
    (("INSERT INTO matching_shortlistrecord (id, organisation_id, brief_id, snapshot_id, created_by_id, created_at, mode, need, "
     "result) SELECT %s, %s, %s, max(id), %s, now(), 'balanced', %s, %s FROM talent_poolsnapshot"),
     [SHORTLIST, CLIENT, BRIEF, ALICE, json.dumps(NEED), json.dumps(RESULT)]),
    (("INSERT INTO audit_auditrow (organisation_id, actor, verb, object_type, object_id, details, at) "
     "VALUES (%s, %s, 'submit_brief', 'briefrecord', %s, '{}', now())"), [CLIENT, f"user:{ALICE}", BRIEF]),
]  # fmt: skip


@pytest.fixture
def earlier(installation):
    """That version's tables, as `migrate` left them, with a client's rows."""
    from touchstone.server import postgres
    from touchstone.server.roles import APPLICATION, MIGRATOR

    installation.home.mkdir()
    installation.home.chmod(0o755)
    with postgres.running(installation.home / "postgres") as cluster:
        for app, migration in EARLIER.items():
            process = installation.run("migrate", app, *([migration] if migration else []))
            assert process.wait(90) == 0, said(process)
        with psycopg.connect(cluster.address(APPLICATION)) as connection:
            connection.execute("SELECT set_config('touchstone.organisation', %s, true)", [CLIENT])
            for statement, values in ROWS:
                connection.execute(statement, values)
        with psycopg.connect(cluster.address(MIGRATOR)) as connection:
            assert connection.execute("SELECT to_regclass('matching_candidaterecord')").fetchone() == (None,)
    return installation


def test_rows_of_an_earlier_version_are_there_behind_the_same_walls(earlier):
    from touchstone.server import postgres
    from touchstone.server.roles import APPLICATION

    with postgres.running(earlier.home / "postgres") as cluster:
        process = earlier.run("migrate")
        assert process.wait(90) == 0, said(process)
        with psycopg.connect(cluster.address(APPLICATION)) as connection:
            counted = (
                "SELECT (SELECT count(*) FROM briefs_briefrecord), (SELECT count(*) FROM matching_shortlistrecord)"
            )
            assert connection.execute(counted).fetchone() == (0, 0)
            assert connection.execute("SELECT count(*) FROM talent_specialist").fetchone() == (0,)
            connection.execute("SELECT set_config('touchstone.organisation', %s, true)", [CLIENT])
            assert connection.execute(counted).fetchone() == (1, 1)
            kept = connection.execute(
                "SELECT name, language, role FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id"
            )
            assert kept.fetchone() == ("Alice", "en", "owner")
            assert connection.execute("SELECT result ->> 'pool_size' FROM matching_shortlistrecord").fetchone() == (
                "1",
            )
        verified = earlier.run("audit", "verify")
        assert verified.wait(60) == 0, said(verified)
    served = earlier.run("serve", WORKER_WITHIN="no")
    earlier.wait_ready(served)
