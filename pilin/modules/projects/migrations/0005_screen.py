"""Links by which screens show the wall with nobody signed in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("projects", "0004_record_plan")]

    operations = [
        migrations.CreateModel(
            name="Screen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["revoked_at", "expires_at", "name"], name="screen_open")],
            },
        ),
    ]
