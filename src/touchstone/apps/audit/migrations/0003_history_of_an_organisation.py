from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_chain'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditrow',
            index=models.Index(fields=['organisation_id', 'at', 'id'], name='audit_of_an_organisation'),
        ),
    ]
