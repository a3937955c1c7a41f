"""What residents say of livelihood projects, and the digests of the codes by which they say it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables that do not know each other."""

    dependencies = [("projects", "0007_writing")]

    operations = [
        migrations.CreateModel(
            name="OpinionCode",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("project", models.CharField(max_length=36)),
                ("is_used", models.BooleanField(default=False)),
            ],
            options={"indexes": [models.Index(fields=["project", "is_used"], name="opinioncode_project")]},
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("project", models.CharField(max_length=36)),
                ("stars", models.PositiveSmallIntegerField()),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [models.Index(fields=["project", "-id"], name="opinion_project")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("stars__range", (1, 5))), name="opinion_stars")
                ],
            },
        ),
    ]
