"""Records know the project that they name: what stands beside a plan is found by it, and moves its light."""

from typing import Any

from django.db import migrations, models


def named_by_records(apps: Any, _editor: Any) -> None:
    """Read off what records say already which project each names."""
    rows = apps.get_model("projects", "Record").objects.exclude(plan__gt="")
    for row in rows.iterator(chunk_size=500):
        asserted = row.content["asserted"]
        said = [value for name in ("plan", "about") for value in asserted.get(name, {}).values() if value]
        if said:
            row.plan = str(said[0])[:36]
            row.save(update_fields=["plan"])


class Migration(migrations.Migration):
    """A column with its index, filled from what records say."""

    dependencies = [("projects", "0003_project_group")]

    operations = [
        migrations.AddField("record", "plan", models.CharField(blank=True, default="", max_length=36)),
        migrations.AddIndex("record", models.Index(fields=["plan", "kind"], name="record_plan")),
        migrations.RunPython(named_by_records, migrations.RunPython.noop),
    ]
