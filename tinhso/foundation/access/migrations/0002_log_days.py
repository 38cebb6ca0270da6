from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="access_audit_at")),
        migrations.AddIndex("readentry", models.Index(fields=["at"], name="access_read_at")),
        migrations.AddIndex("securityentry", models.Index(fields=["at"], name="access_security_at")),
    ]
