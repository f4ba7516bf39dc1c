from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_specialists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='scope',
            field=models.CharField(choices=[('read', 'read'), ('work', 'read and change'), ('manage', 'read, change, and keep webhooks')], default='read', max_length=10),
        ),
    ]
