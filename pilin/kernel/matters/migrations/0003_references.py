from django.db import migrations, models
import django.db.models.deletion


def name_kinds(apps, schema_editor):
    """Write beside each matter what its kind is called."""
    matters, documents = apps.get_model("matters", "Matter"), apps.get_model("federation", "Document")
    for digest in matters.objects.values_list("kind", flat=True).distinct():
        kind = documents.objects.filter(type="kind", hash=digest).first()
        if kind is not None:
            matters.objects.filter(kind=digest).update(kind_name=kind.text["name"])


class Migration(migrations.Migration):

    dependencies = [
        ('federation', '0002_introduced'),
        ('matters', '0002_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='matter',
            name='kind_name',
            field=models.CharField(default='', max_length=48),
            preserve_default=False,
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['kind_name', '-moved_at', 'id'], name='matter_kind_moved'),
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('key', models.CharField(max_length=130, primary_key=True, serialize=False)),
                ('field', models.CharField(max_length=48)),
                ('to', models.CharField(max_length=36)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['to', 'field'], name='reference_to')],
            },
        ),
    ]
