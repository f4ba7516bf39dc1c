import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from touchstone.apps.accounts.row_security import (
    CURRENT_ORGANISATION,
    AlsoVisible,
    EnableRowSecurity,
    SameOrganisation,
)

# A specialist reads the rows that are about them, whichever client's they are.
ABOUT_THEM = f"specialist IN (SELECT reference FROM talent_personrecord WHERE organisation_id = {CURRENT_ORGANISATION})"
# A client sees, of the pool's rows, those of the people on its lists; a row of a list is seen by whoever may see it here.
LISTED = """
CREATE POLICY listed_is_seen ON talent_specialist FOR SELECT
USING (EXISTS (SELECT FROM matching_candidaterecord c WHERE c.specialist = talent_specialist.reference))
"""

class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_specialists'),
        ('briefs', '0002_subfield_proposals'),
        ('matching', '0001_initial'),
        ('talent', '0002_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CandidateRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('specialist', models.CharField(max_length=200)),
                ('rank', models.PositiveSmallIntegerField()),
                ('told', models.JSONField(default=dict)),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decision', models.CharField(choices=[('open', 'not decided'), ('hold', 'on hold'), ('declined', 'declined'), ('invited', 'invited')], default='open', max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('skill', 'too little shown in the field'), ('rate', 'asks more than is paid'), ('hours', 'the hours do not fit'), ('language', 'the language does not fit'), ('start', 'cannot begin in time'), ('found', 'somebody else was found'), ('closed', 'the work does not go ahead')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['rank'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OwnView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('picks', models.JSONField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('said_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='shortlistrecord',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='a_list_within_its_organisation'),
        ),
        migrations.AddField(
            model_name='candidaterecord',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='candidaterecord',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='candidaterecord',
            name='shortlist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='matching.shortlistrecord'),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='candidate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='matching.candidaterecord'),
        ),
        migrations.AddField(
            model_name='comment',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='ownview',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='ownview',
            name='shortlist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_views', to='matching.shortlistrecord'),
        ),
        migrations.AddField(
            model_name='ownview',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='candidaterecord',
            index=models.Index(fields=['specialist', '-drawn_at'], name='lists_of_a_specialist'),
        ),
        migrations.AddConstraint(
            model_name='candidaterecord',
            constraint=models.UniqueConstraint(fields=('organisation', 'shortlist', 'specialist'), name='once_on_a_list'),
        ),
        migrations.AddConstraint(
            model_name='candidaterecord',
            constraint=models.UniqueConstraint(fields=('organisation', 'id'), name='a_candidate_within_its_organisation'),
        ),
        migrations.AddConstraint(
            model_name='candidaterecord',
            constraint=models.CheckConstraint(condition=models.Q(('decision', 'declined'), ('reason', ''), _connector='XOR'), name='who_is_declined_learns_why'),
        ),
        migrations.AddConstraint(
            model_name='ownview',
            constraint=models.UniqueConstraint(fields=('organisation', 'shortlist', 'user'), name='one_own_view_of_a_list'),
        ),
        EnableRowSecurity("candidaterecord"),
        AlsoVisible("candidaterecord", name="told_to_them", command="SELECT", condition=ABOUT_THEM),
        SameOrganisation("candidaterecord", column="shortlist_id", target="matching_shortlistrecord"),
        EnableRowSecurity("comment"),
        SameOrganisation("comment", column="candidate_id", target="matching_candidaterecord"),
        EnableRowSecurity("ownview"),
        SameOrganisation("ownview", column="shortlist_id", target="matching_shortlistrecord"),
        migrations.RunSQL(LISTED, "DROP POLICY listed_is_seen ON talent_specialist"),
    ]
