from django.db import migrations, models

from touchstone.apps.accounts.row_security import AppendOnly

# What a hash is over. No part of it depends on the session: a time is told in seconds, not in a zone.
WORDS = """
CREATE FUNCTION touchstone_audit_words(r audit_auditrow) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT convert_to(jsonb_build_array(
    r.id, r.organisation_id, r.actor, r.verb, r.object_type, r.object_id, r.details, extract(epoch FROM r.at)
  )::text, 'UTF8')
$$
"""
# The lock is taken at the commit and let go with it, so that whoever writes waits for other commits and for nothing else.
LINK = """
CREATE FUNCTION touchstone_audit_link(r audit_auditrow) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  before audit_auditlink;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('touchstone audit chain', 0));
  SELECT * INTO before FROM audit_auditlink ORDER BY position DESC LIMIT 1;
  INSERT INTO audit_auditlink (position, row_id, hash) VALUES (
    coalesce(before.position, 0) + 1, r.id, sha256(coalesce(before.hash, ''::bytea) || touchstone_audit_words(r)));
END $$;
REVOKE ALL ON FUNCTION touchstone_audit_link(audit_auditrow) FROM PUBLIC;

CREATE FUNCTION touchstone_audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM touchstone_audit_link(NEW);
  RETURN NULL;
END $$;
"""
# Rows from before the chain come into it in their order; the owner steps out of the walls for this transaction.
OLD_ROWS = """
ALTER TABLE audit_auditrow NO FORCE ROW LEVEL SECURITY;
DO $$ DECLARE r audit_auditrow; BEGIN
  FOR r IN SELECT * FROM audit_auditrow ORDER BY id LOOP PERFORM touchstone_audit_link(r); END LOOP;
END $$;
ALTER TABLE audit_auditrow FORCE ROW LEVEL SECURITY;
"""
TRIGGER = """
CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON audit_auditrow DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION touchstone_audit_chain();
"""
# Links are written by the function above alone. Whoever owns the tables may read all rows in order to verify the chain.
RIGHTS = """
DO $$ DECLARE other text; BEGIN
  FOR other IN SELECT DISTINCT acl.grantee::regrole FROM pg_class, aclexplode(relacl) acl
    WHERE pg_class.oid = 'audit_auditlink'::regclass AND acl.grantee <> relowner AND acl.grantee <> 0
  LOOP EXECUTE 'REVOKE INSERT ON audit_auditlink FROM ' || other; END LOOP;
END $$;
CREATE POLICY verifier_reads ON audit_auditrow FOR SELECT TO CURRENT_USER
  USING (current_setting('touchstone.audit', true) = 'verify');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('row_id', models.BigIntegerField(unique=True)),
                ('hash', models.BinaryField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        AppendOnly("auditlink"),
        migrations.RunSQL(WORDS, "DROP FUNCTION touchstone_audit_words"),
        migrations.RunSQL(LINK, "DROP FUNCTION touchstone_audit_chain; DROP FUNCTION touchstone_audit_link"),
        migrations.RunSQL(OLD_ROWS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER chain ON audit_auditrow"),
        migrations.RunSQL(RIGHTS, "DROP POLICY verifier_reads ON audit_auditrow"),
    ]
