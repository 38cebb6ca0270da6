"""Identity asks here who represents an organisation."""

from tinhso.foundation.identity import api as identity
from tinhso.services.lookups.actions.verify_representative import represents

identity.use_business_register(represents)
