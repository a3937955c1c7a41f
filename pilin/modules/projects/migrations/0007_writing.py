"""Drafts that people of one side write: what stands, and every version that somebody saved."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables: writings, and their versions."""

    dependencies = [("projects", "0006_project_owing")]

    operations = [
        migrations.CreateModel(
            name="Writing",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("sort", models.CharField(max_length=16)),
                ("plan", models.CharField(blank=True, default="", max_length=36)),
                ("month", models.CharField(blank=True, default="", max_length=7)),
                ("title", models.CharField(max_length=200)),
                ("matter", models.CharField(blank=True, default="", max_length=36)),
                ("source", models.CharField(max_length=64, unique=True)),
                ("version", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("is_dropped", models.BooleanField(default=False)),
                ("saved_by", models.CharField(max_length=200)),
                ("saved_at", models.DateTimeField()),
                ("fields", models.JSONField()),
            ],
            options={"indexes": [models.Index(fields=["matter", "is_dropped", "-saved_at"], name="writing_saved")]},
        ),
        migrations.CreateModel(
            name="WritingVersion",
            fields=[
                ("key", models.CharField(max_length=44, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("saved_by", models.CharField(max_length=200)),
                ("saved_at", models.DateTimeField()),
                ("is_aside", models.BooleanField(default=False)),
                ("fields", models.JSONField()),
                (
                    "writing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="projects.writing"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["writing", "-number"], name="writingversion_number")]},
        ),
    ]
