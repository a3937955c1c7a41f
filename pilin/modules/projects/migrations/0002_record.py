from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=48)),
                ('title', models.CharField(max_length=200)),
                ('number', models.CharField(blank=True, default='', max_length=60)),
                ('quarter', models.CharField(blank=True, default='', max_length=7)),
                ('state', models.CharField(max_length=48)),
                ('is_over', models.BooleanField()),
                ('opened_by', models.CharField(max_length=6)),
                ('holder', models.CharField(max_length=6)),
                ('day', models.DateField(null=True)),
                ('warn_on', models.DateField(null=True)),
                ('refused_by', models.CharField(blank=True, default='', max_length=6)),
                ('content', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'is_over', 'day', 'id'], name='record_standing'), models.Index(fields=['kind', 'quarter', 'number'], name='record_quarter'), models.Index(fields=['kind', 'opened_by', 'number'], name='record_number')],
            },
        ),
    ]
