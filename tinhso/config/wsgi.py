"""The application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tinhso.kernel.processes import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
application = get_wsgi_application()
# Read now, so that nobody's first page waits for the routes.
assert get_resolver().url_patterns
settle()
