import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from touchstone.apps.accounts.row_security import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_roles_and_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('asked', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='kept_answers_by_age')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'key'), name='one_answer_for_a_key')],
            },
        ),
        EnableRowSecurity("keptanswer"),
    ]
