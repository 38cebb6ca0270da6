"""Settings of a deployment, small files by concern. What a province may decide is a definition, not a setting."""

# Django reads one flat namespace; each concern keeps its own file.
from tinhso.config.settings.apps import *  # noqa: F403
from tinhso.config.settings.connectors import *  # noqa: F403
from tinhso.config.settings.data import *  # noqa: F403
from tinhso.config.settings.money import *  # noqa: F403
from tinhso.config.settings.national_portal import *  # noqa: F403
from tinhso.config.settings.notices import *  # noqa: F403
from tinhso.config.settings.post import *  # noqa: F403
from tinhso.config.settings.receipts import *  # noqa: F403
from tinhso.config.settings.security import *  # noqa: F403
from tinhso.config.settings.signin import *  # noqa: F403
from tinhso.config.settings.web import *  # noqa: F403
