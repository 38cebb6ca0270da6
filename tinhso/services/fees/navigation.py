"""Where fees stand on pages of others."""

from tinhso.foundation.ui.types import Slot
from tinhso.services.fees.web.slots import on_procedure

SLOTS = (Slot(name="procedures.fees", provider=on_procedure, order=10),)
