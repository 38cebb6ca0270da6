"""`python -m tests.performance`: the platform's settings first, then the scenario."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()
    # The scenario reads models, which exist only from here on.
    from tests.performance.scenario import main

    sys.exit(main())
