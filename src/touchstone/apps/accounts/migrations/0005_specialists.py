from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_language'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('owner', 'owner'), ('manager', 'manager'), ('viewer', 'viewer'), ('specialist', 'specialist')], default='manager', max_length=10),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='kind',
            field=models.CharField(choices=[('client', 'client'), ('operator', 'operator'), ('visitor', 'visitor'), ('specialist', 'specialist')], default='client', max_length=10),
        ),
    ]
