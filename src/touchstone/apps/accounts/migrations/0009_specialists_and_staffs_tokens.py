from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_kept_answers_of_an_organisation'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='scope',
            field=models.CharField(choices=[('read', 'read'), ('work', 'read and change'), ('manage', 'read, change, and keep webhooks'), ('offer', 'keep the profile and answer invitations'), ('operate', 'read, change, and keep the pool, the taxonomy and the rates')], default='read', max_length=10),
        ),
    ]
