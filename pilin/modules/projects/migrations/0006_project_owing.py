"""Projects know which sides are awaited in a month that is late, so that the desk can say so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with its index; the lights of the next day fill it."""

    dependencies = [("projects", "0005_screen")]

    operations = [
        migrations.AddField("project", "owing", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddIndex("project", models.Index(fields=["owing"], name="project_owing")),
    ]
