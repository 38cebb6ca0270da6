from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('files', '0002_resumable_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='filelink',
            name='signed',
            field=models.BooleanField(default=False),
        ),
    ]
