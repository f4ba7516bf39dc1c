import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models

from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.row_security import CURRENT_ORGANISATION, AlsoVisible, EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_kept_answers'),
        ('briefs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SubfieldProposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=200)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('parent', models.CharField(blank=True, max_length=60)),
                ('code', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('added', 'added'), ('declined', 'declined')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'ordering': ['-proposed_at', 'pk'],
                'constraints': [models.UniqueConstraint(models.F('organisation'), django.db.models.functions.text.Lower('words'), name='one_proposal_for_the_same_words')],
            },
        ),
        EnableRowSecurity("subfieldproposal"),
        # Whoever runs the installation keeps the taxonomy, and must see what is asked for.
        AlsoVisible(
            "subfieldproposal",
            name="operator_sees",
            command="SELECT",
            condition=f"{CURRENT_ORGANISATION} = '{OPERATOR_ID}'::uuid",
        ),
    ]
