import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from touchstone.apps.accounts.row_security import EnableRowSecurity



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BriefRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('source', models.CharField(choices=[('typed', 'typed'), ('document', 'document')], default='typed', max_length=10)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField()),
                ('reading', models.JSONField()),
                ('marks', models.JSONField(default=dict)),
                ('diagnosis', models.JSONField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
                'indexes': [models.Index(fields=['organisation', '-created_at'], name='briefs_of_an_organisation')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'id'), name='a_brief_within_its_organisation')],
            },
        ),
        EnableRowSecurity("briefrecord"),
    ]
