"""Where dossiers stand in the navigation of citizens and officers."""

from tinhso.foundation.ui.types import Audience, NavItem

NAV = (
    NavItem(label="Hồ sơ của tôi", label_en="My applications", url_name="dossiers:mine", order=20, signed_in=True),
    NavItem(label="Tra cứu hồ sơ", label_en="Track an application", url_name="dossiers:track", order=30),
    NavItem(label="Việc của tôi", url_name="dossiers:worklist", audience=Audience.STAFF, act="dossiers.read", order=10),
    NavItem(label="Buổi sáng", url_name="dossiers:morning", audience=Audience.STAFF, act="dossiers.supervise", order=20),
)
