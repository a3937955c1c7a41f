import datetime
import uuid
import zoneinfo

import django.db.models.deletion
from django.db import migrations, models

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")


def date_settlements(apps, _schema_editor):
    """Give each settlement the day that its identifier bears."""
    settlements = apps.get_model("medical", "Settlement")
    for row in settlements.objects.filter(settled_on=None).iterator():
        seconds = (uuid.UUID(row.pk).int >> 80) / 1000
        row.settled_on = datetime.datetime.fromtimestamp(seconds, tz=ZONE).date()
        row.save(update_fields=["settled_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('medical', '0003_persons'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('peer', models.CharField(max_length=6)),
                ('month', models.CharField(max_length=7)),
                ('until', models.DateField()),
                ('state', models.CharField(max_length=16)),
                ('initiator', models.CharField(max_length=6)),
                ('rows', models.JSONField(default=list)),
                ('count', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('confirm_by', models.DateField()),
                ('pay_by', models.DateField()),
                ('paid_event', models.CharField(blank=True, default='', max_length=64)),
                ('basis', models.CharField(max_length=120)),
                ('booked', models.JSONField(default=list)),
                ('differs', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fund_fen', models.BigIntegerField()),
                ('account_fen', models.BigIntegerField()),
                ('event', models.CharField(max_length=64, unique=True)),
                ('entries', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DayDifference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('peer', models.CharField(max_length=6)),
                ('day', models.DateField()),
                ('settlement', models.CharField(max_length=36)),
                ('round', models.PositiveIntegerField()),
                ('sort', models.CharField(max_length=16)),
                ('at', models.CharField(blank=True, default='', max_length=6)),
                ('care', models.CharField(max_length=6)),
                ('lines', models.JSONField()),
                ('turn', models.CharField(max_length=6)),
                ('due', models.DateField()),
                ('found_on', models.DateField()),
                ('gone_round', models.PositiveIntegerField(default=0)),
                ('gone_on', models.DateField(null=True)),
                ('accepted_on', models.DateField(null=True)),
                ('corrected', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='DayPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('peer', models.CharField(max_length=6)),
                ('day', models.DateField()),
                ('round', models.PositiveIntegerField()),
                ('author', models.CharField(max_length=6)),
                ('part', models.PositiveSmallIntegerField()),
                ('parts', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('lines', models.JSONField()),
                ('totals', models.JSONField()),
                ('event', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='DayRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('peer', models.CharField(max_length=6)),
                ('day', models.DateField()),
                ('settlement', models.CharField(max_length=36)),
                ('round', models.PositiveIntegerField()),
                ('author', models.CharField(max_length=6)),
                ('act', models.CharField(max_length=16)),
                ('text', models.CharField(blank=True, max_length=500)),
                ('on', models.DateField()),
                ('fund_fen', models.BigIntegerField(default=0)),
                ('account_fen', models.BigIntegerField(default=0)),
                ('event', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.AddField(
            model_name='settlement',
            name='batch',
            field=models.CharField(blank=True, default='', max_length=36),
        ),
        migrations.AddField(
            model_name='settlement',
            name='settled_on',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(date_settlements, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='settlement',
            name='settled_on',
            field=models.DateField(),
        ),
        migrations.AddIndex(
            model_name='settlement',
            index=models.Index(fields=['settled_on', 'care'], name='medical_settled_on'),
        ),
        migrations.AddIndex(
            model_name='settlement',
            index=models.Index(fields=['batch', 'settled_on'], name='medical_in_batch'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['peer', 'month'], name='medical_batch_month'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('opened', 'generated', 'confirmed', 'paid', 'closed', 'withdrawn'))), name='medical_batch_state'),
        ),
        migrations.AddField(
            model_name='correction',
            name='settlement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='medical.settlement'),
        ),
        migrations.AddIndex(
            model_name='daydifference',
            index=models.Index(condition=models.Q(('accepted_on', None), ('gone_round', 0)), fields=['due'], name='medical_difference_open'),
        ),
        migrations.AddConstraint(
            model_name='daydifference',
            constraint=models.UniqueConstraint(fields=('peer', 'day', 'settlement', 'round'), name='medical_difference_once'),
        ),
        migrations.AddConstraint(
            model_name='daydifference',
            constraint=models.CheckConstraint(condition=models.Q(('sort__in', ('missing_at', 'states_differ', 'terms_differ', 'amounts_differ', 'not_ended'))), name='medical_difference_sort'),
        ),
        migrations.AddConstraint(
            model_name='daypart',
            constraint=models.UniqueConstraint(fields=('peer', 'day', 'round', 'author', 'part'), name='medical_day_part_once'),
        ),
        migrations.AddIndex(
            model_name='dayremark',
            index=models.Index(fields=['peer', 'day', 'settlement'], name='medical_remark_of'),
        ),
    ]
