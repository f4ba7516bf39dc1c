import django.utils.timezone
import uuid
from django.db import migrations, models

from touchstone.apps.accounts.row_security import OperatorKeeps


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0004_language'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('to', models.EmailField(max_length=254)),
                ('language', models.CharField(default='en', max_length=8)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
        OperatorKeeps("letter", anybody_adds=True),
    ]
