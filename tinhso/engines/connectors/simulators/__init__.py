"""Partners that play along, each written from what is known of its own interface; names that are guessed say so."""

from collections.abc import Callable, Mapping

from tinhso.engines.connectors.simulators.business_registration import BusinessRegistration
from tinhso.engines.connectors.simulators.civil_status import CivilStatus
from tinhso.engines.connectors.simulators.judicial_records import JudicialRecords
from tinhso.engines.connectors.simulators.population import Population
from tinhso.engines.connectors.simulators.social_insurance import SocialInsurance
from tinhso.engines.connectors.simulators.vehicle_registration import VehicleRegistration
from tinhso.engines.connectors.types import Shelf, Simulator

SIMULATORS: Mapping[str, Callable[[Shelf], Simulator]] = {
    "business_registration": BusinessRegistration,
    "civil_status": CivilStatus,
    "judicial_records": JudicialRecords,
    "population": Population,
    "social_insurance": SocialInsurance,
    "vehicle_registration": VehicleRegistration,
}
