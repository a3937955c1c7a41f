from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("medical", "0005_statements"),
    ]

    operations = [
        migrations.AddField(
            model_name="carevisit",
            name="told",
            field=models.JSONField(null=True),
        ),
    ]
