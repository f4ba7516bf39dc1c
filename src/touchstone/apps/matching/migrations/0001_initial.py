import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from touchstone.apps.accounts.row_security import EnableRowSecurity, SameOrganisation



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('briefs', '0001_initial'),
        ('talent', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ShortlistRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('mode', models.CharField(choices=[('quality', 'quality first'), ('balanced', 'balanced'), ('cost', 'cost first')], default='balanced', max_length=10)),
                ('need', models.JSONField()),
                ('result', models.JSONField()),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shortlists', to='briefs.briefrecord')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ('relaxed_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='matching.shortlistrecord')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.poolsnapshot')),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
                'indexes': [models.Index(fields=['organisation', 'brief', '-created_at'], name='shortlists_of_a_brief')],
            },
        ),
        EnableRowSecurity("shortlistrecord"),
        SameOrganisation("shortlistrecord", column="brief_id", target="briefs_briefrecord"),
    ]
