"""Identity asks here who represents an organisation."""

from tinhso.foundation.identity import api as identity
from tinhso.services.lookups import api

identity.use_business_register(api.represents)
