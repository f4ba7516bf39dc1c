import django.core.serializers.json
import django.utils.timezone
from django.db import migrations, models

from touchstone.apps.accounts.row_security import AppendOnly, EnableRowSecurity



class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('actor', models.CharField(max_length=60)),
                ('verb', models.CharField(max_length=60)),
                ('object_type', models.CharField(max_length=40)),
                ('object_id', models.UUIDField()),
                ('details', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['organisation_id', 'object_id', 'id'], name='audit_of_an_object')],
            },
        ),
        EnableRowSecurity("auditrow"),
        AppendOnly("auditrow"),
    ]
