import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from touchstone.apps.accounts.row_security import (
    CURRENT_ORGANISATION,
    OPERATOR_ID,
    AlsoVisible,
    EnableRowSecurity,
    OperatorKeeps,
)

# A specialist's own row of the pool is the one that their own record names.
OWN = f"reference IN (SELECT reference FROM talent_personrecord WHERE organisation_id = {CURRENT_ORGANISATION})"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_specialists'),
        ('talent', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='specialist',
            name='name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='specialist',
            name='searchable',
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name='PersonRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=200)),
                ('record', models.JSONField()),
                ('state', models.CharField(choices=[('draft', 'not complete yet'), ('shown', 'found by searches'), ('hidden', 'not found by searches')], default='draft', max_length=10)),
                ('shows_name', models.BooleanField(default=False)),
                ('synthetic', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erase_after', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('erase_after__isnull', False)), fields=['erase_after'], name='people_to_erase')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'reference'), name='one_person_for_a_reference')],
            },
        ),
        EnableRowSecurity("personrecord"),
        AlsoVisible(
            "personrecord",
            name="operator_sees",
            command="SELECT",
            condition=f"{CURRENT_ORGANISATION} = '{OPERATOR_ID}'::uuid",
        ),
        OperatorKeeps("specialist"),
        AlsoVisible("specialist", name="own_is_kept", command="ALL", condition=OWN),
    ]
