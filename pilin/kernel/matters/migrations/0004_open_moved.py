from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0003_references")]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("final", False)), fields=["-moved_at", "id"], name="matter_open_moved"
            ),
        ),
        migrations.RemoveIndex(model_name="matter", name="matter_provisional"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("final", False), ("provisional", True)),
                fields=["refused_by", "id"],
                name="matter_provisional",
            ),
        ),
    ]
