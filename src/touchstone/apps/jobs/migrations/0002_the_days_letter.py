from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='waits',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('waits', True)), fields=['to'], name='letters_that_wait'),
        ),
    ]
