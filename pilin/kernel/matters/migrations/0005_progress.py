from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0004_open_moved'),
    ]

    operations = [
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('done', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField()),
            ],
        ),
    ]
