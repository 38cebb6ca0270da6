"""The virus-scan port: which scanner is in use."""

from django.conf import settings

from tinhso.foundation.files.adapters.clamav import ClamAvScanner
from tinhso.foundation.files.adapters.demo import DemoScanner
from tinhso.foundation.files.types import Scanner
from tinhso.kernel.adapters import AdapterRegistry

scanners: AdapterRegistry[Scanner] = AdapterRegistry("virus_scan", lambda: str(settings.VIRUS_SCAN_ADAPTER))
scanners.register("demo", DemoScanner)
scanners.register("clamav", ClamAvScanner)
