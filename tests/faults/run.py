"""`python -m tests.faults.run NAME …`: the platform is set up, then the deed is done."""

import os
import runpy

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()
    runpy.run_module("tests.faults.deeds", run_name="__main__")
