from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_letters'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='keptanswer',
            name='kept_answers_by_age',
        ),
        migrations.AddIndex(
            model_name='keptanswer',
            index=models.Index(fields=['organisation', 'at'], name='kept_answers_by_age'),
        ),
    ]
