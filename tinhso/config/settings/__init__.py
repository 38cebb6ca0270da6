"""Settings of a deployment, small files by concern. What a province may decide is a definition, not a setting."""

from tinhso.config.settings.apps import *  # noqa: F403
from tinhso.config.settings.data import *  # noqa: F403
from tinhso.config.settings.security import *  # noqa: F403
from tinhso.config.settings.signin import *  # noqa: F403
from tinhso.config.settings.web import *  # noqa: F403
