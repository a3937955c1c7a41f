import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("web", "0004_sessions"),
    ]

    operations = [
        # A recovery that was asked for before has no word: its link opens nothing, and it is asked for anew.
        migrations.AddField("recovery", "word_digest", models.CharField(blank=True, default="", max_length=64), False),
        migrations.AddField(
            "onetimelink",
            "recovery",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="links", to="web.recovery"
            ),
        ),
    ]
