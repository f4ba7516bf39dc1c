import django.utils.timezone
from django.db import migrations, models

from touchstone.apps.accounts.row_security import OperatorKeeps


class Migration(migrations.Migration):

    dependencies = [
        ('talent', '0004_import_dropped'),
    ]

    operations = [
        migrations.CreateModel(
            name='Forgotten',
            fields=[
                ('reference', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='personrecord',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        OperatorKeeps("forgotten"),
    ]
