import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from touchstone.apps.accounts.row_security import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_specialists'),
        ('talent', '0002_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PeopleImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('reading', 'being read'), ('checked', 'read; nothing imported yet'), ('importing', 'being imported'), ('done', 'imported'), ('refused', 'cannot be read')], default='reading', max_length=10)),
                ('report', models.JSONField(default=dict)),
                ('given', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('query', models.CharField(max_length=1000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'user', 'name'), name='one_view_for_a_name')],
            },
        ),
        EnableRowSecurity("peopleimport"),
        EnableRowSecurity("savedview"),
        # What a search of the pool's page asks: whether a profile holds a role, a language, a claim.
        migrations.RunSQL(
            "CREATE INDEX pool_by_profile ON talent_specialist USING gin (profile jsonb_path_ops)",
            "DROP INDEX pool_by_profile",
        ),
    ]
