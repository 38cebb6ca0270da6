"""Where feedback stands: on the page of a dossier, and in the navigation of citizens and officers."""

from tinhso.casework.feedback.web.citizen import on_subject
from tinhso.foundation.ui.types import Audience, NavGroup, NavItem, Slot

NAV = (
    NavItem(label="Phản ánh, kiến nghị", label_en="Feedback", url_name="feedback:published", order=65),
    NavItem(
        label="Phản ánh, kiến nghị",
        url_name="feedback:inbox",
        audience=Audience.STAFF,
        act="feedback.answer",
        order=44,
        group=NavGroup.PEOPLE,
    ),
    NavItem(
        label="Xem phản ánh",
        url_name="feedback:inbox",
        audience=Audience.STAFF,
        act="feedback.read",
        order=44,
        group=NavGroup.PEOPLE,
    ),
)
SLOTS = (Slot(name="dossier.applicant.foot", provider=on_subject, order=10),)
