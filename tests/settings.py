"""Settings under test: everything in a temporary folder, the queue runs nothing by itself, hashes are quick."""

import atexit
import os
import pathlib
import shutil
import tempfile

_folder = os.environ.get("TINHSO_TEST_DIR") or tempfile.mkdtemp(prefix="tinhso-test-")
if "TINHSO_TEST_DIR" not in os.environ:
    atexit.register(shutil.rmtree, _folder, True)
os.environ["TINHSO_VAR_DIR"] = _folder
os.environ["TINHSO_KEYS_DIR"] = f"{_folder}/keys"
os.environ["TINHSO_PAYMENT_SECRETS_DIR"] = f"{_folder}/keys/payments"
os.environ["TINHSO_FILES_DIR"] = f"{_folder}/files"
os.environ["TINHSO_STATIC_DIR"] = f"{_folder}/static"
os.environ["TINHSO_DEMO"] = "true"
# Whitenoise warns about a folder that is not there, and here a warning is an error.
pathlib.Path(_folder, "static").mkdir(exist_ok=True)

# The folders above must be known before the settings are read.
from tinhso.config.settings import *  # noqa: E402, F403
from tinhso.config.settings import DATABASES, Q_CLUSTER, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
Q_CLUSTER = {**Q_CLUSTER, "sync": True}
ALLOWED_HOSTS = ["*"]
# Tests of the exchange choose their portal; no other test pays for telling one.
NATIONAL_PORTAL_ADAPTER = "off"
CONNECTORS_ADAPTER = "off"
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # A file, so that several real connections meet in it.
    _database["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    _database["OPTIONS"]["init_command"] = _database["OPTIONS"]["init_command"].replace("FULL", "OFF")
else:
    _database["CONN_MAX_AGE"] = 0
