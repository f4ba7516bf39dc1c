import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from touchstone.apps.accounts.row_security import CURRENT_KEY, AlsoVisible, EnableRowSecurity

# Rows of every organisation change, so the owner of the table steps out of the walls for the length of this transaction.
RENAME_MEMBERS = """
ALTER TABLE accounts_membership NO FORCE ROW LEVEL SECURITY;
UPDATE accounts_membership SET role = 'manager' WHERE role = 'member';
ALTER TABLE accounts_membership FORCE ROW LEVEL SECURITY;
"""
# What Django's DatabaseCache expects; allauth counts attempts in it, for all processes alike.
CACHE_TABLE = """
CREATE TABLE accounts_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
"""

class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(RENAME_MEMBERS, migrations.RunSQL.noop),
        migrations.RunSQL(CACHE_TABLE, "DROP TABLE accounts_cache"),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('viewer', 'viewer')], default='manager', max_length=10),
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('scope', models.CharField(choices=[('read', 'read'), ('work', 'read and change')], default='read', max_length=10)),
                ('prefix', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
                'indexes': [models.Index(fields=['digest'], name='token_by_digest')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'prefix'), name='one_token_for_a_prefix')],
            },
        ),
        EnableRowSecurity("apitoken"),
        # A program shows its token before its organisation is known.
        AlsoVisible("apitoken", name="shown_is_seen", command="SELECT", condition=f"digest = {CURRENT_KEY}"),
    ]
