
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talent', '0003_imports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='peopleimport',
            name='state',
            field=models.CharField(choices=[('reading', 'being read'), ('checked', 'read; nothing imported yet'), ('importing', 'being imported'), ('done', 'imported'), ('refused', 'cannot be read'), ('dropped', 'not imported')], default='reading', max_length=10),
        ),
    ]
