"""A column for the group to which a plan belongs, filled from the plans that are there."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, _editor: Any) -> None:
    """Read the group of each plan that names one; a rebuilt row reads it again."""
    table = apps.get_model("projects", "Project")
    for row in table.objects.only("plan").iterator(chunk_size=500):
        group = str((row.plan.get("particulars") or {}).get("group", ""))[:200]
        if group:
            table.objects.filter(pk=row.pk).update(group=group)


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_record")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="group",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["group", "place"], name="project_group"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
