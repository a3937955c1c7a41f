"""A number that we gave to a petition stands once, whoever gives two at once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=["number"], name="petition_number_once", condition=~Q(code_digest="")
            ),
        ),
    ]
