import django.db.models
from django.db import migrations, models

import tinhso.kernel.clock
import tinhso.kernel.ids


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=tinhso.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=60, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(default=tinhso.kernel.clock.now)),
            ],
            options={"abstract": False},
        ),
    ]
