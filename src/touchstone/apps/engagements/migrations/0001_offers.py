import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from touchstone.apps.accounts.row_security import (
    CURRENT_ORGANISATION,
    OPERATOR_ID,
    AlsoVisible,
    EnableRowSecurity,
    SameOrganisation,
)

TO_THEM = f"specialist IN (SELECT reference FROM talent_personrecord WHERE organisation_id = {CURRENT_ORGANISATION})"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0005_specialists'),
        ('briefs', '0002_subfield_proposals'),
        ('matching', '0002_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('seats', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='briefs.briefrecord')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'ordering': ['-opened_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('specialist', models.CharField(max_length=200)),
                ('client', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=120)),
                ('message', models.TextField(blank=True)),
                ('role', models.CharField(max_length=40)),
                ('hours_per_week', models.DecimalField(decimal_places=1, max_digits=4)),
                ('weeks', models.PositiveSmallIntegerField()),
                ('start', models.DateField()),
                ('pay_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('fee_percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('window_start', models.TimeField()),
                ('window_end', models.TimeField()),
                ('time_zone', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'waiting for an answer'), ('accepted', 'accepted'), ('declined', 'declined by them'), ('withdrawn', 'taken back'), ('expired', 'ran out')], default='open', max_length=10)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, choices=[('pay', 'the pay'), ('hours', 'the hours'), ('time', 'the time of day'), ('work', 'the work itself'), ('busy', 'other work')], max_length=10)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='matching.candidaterecord')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='engagements.opening')),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(fields=('organisation', 'brief', 'role'), name='one_opening_for_a_role_of_a_brief'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='an_opening_within_its_organisation'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='an_opening_has_a_seat'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(fields=['specialist', '-created_at'], name='offers_to_a_specialist'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['expires_at'], name='offers_to_end'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'accepted'])), fields=('organisation', 'candidate'), name='one_standing_offer_to_a_candidate'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('pay_minor__gte', 1)), name='an_offer_pays'),
        ),
        EnableRowSecurity("opening"),
        SameOrganisation("opening", column="brief_id", target="briefs_briefrecord"),
        EnableRowSecurity("offer"),
        SameOrganisation("offer", column="opening_id", target="engagements_opening"),
        SameOrganisation("offer", column="candidate_id", target="matching_candidaterecord"),
        AlsoVisible("offer", name="offered_to_them", command="SELECT", condition=TO_THEM),
        # Whoever runs the installation ends the offers that have run out.
        AlsoVisible(
            "offer",
            name="run_out_is_seen",
            command="SELECT",
            condition=f"{CURRENT_ORGANISATION} = '{OPERATOR_ID}'::uuid AND state = 'open' AND expires_at <= now()",
        ),
    ]
