from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_consultations")]

    operations = [
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["agency_id", "role", "status", "procedure_code"],
                name="dossier_work_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("is_open", True), ("person_id__isnull", False)),
                fields=["agency_id", "role", "person_id"],
                name="dossier_work_held",
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("is_open", True), ("signs", True)),
                fields=["agency_id", "role"],
                name="dossier_work_signs",
            ),
        ),
    ]
