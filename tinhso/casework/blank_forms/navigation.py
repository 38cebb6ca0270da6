"""Where the library stands: in the citizens' navigation, and on the page of a procedure."""

from tinhso.casework.blank_forms.web.library import forms_here
from tinhso.foundation.ui.types import NavItem, Slot

NAV = (NavItem(label="Biểu mẫu", label_en="Forms", url_name="blank_forms:library", order=40),)
SLOTS = (Slot(name="procedures.papers", provider=forms_here, order=10),)
