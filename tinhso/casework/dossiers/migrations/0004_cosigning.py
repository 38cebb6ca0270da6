import tinhso.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0003_worklist_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cosigning",
            fields=[
                ("id", models.UUIDField(default=tinhso.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("draft_id", models.UUIDField()),
                ("role", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("number_index", models.BinaryField(db_index=True, max_length=16)),
                ("digest", models.CharField(max_length=64)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_by_id", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("answered_by_id", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=500)),
                ("dossier_id", models.UUIDField(db_index=True, null=True)),
            ],
            options={"db_table": "dossier_cosigning"},
        ),
        migrations.AddConstraint(
            model_name="cosigning",
            constraint=models.UniqueConstraint(fields=("draft_id", "role"), name="dossier_cosigning_role"),
        ),
    ]
