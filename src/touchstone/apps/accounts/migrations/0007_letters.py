from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_manage_scope'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='letters',
            field=models.CharField(choices=[('each', 'each by itself, at once'), ('daily', 'one letter a day with everything')], default='each', max_length=10),
        ),
    ]
