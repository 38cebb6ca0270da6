"""What custody does when something happened elsewhere."""

from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower
from tinhso.services.custody import api

register_follower("custody", Follower(order=45, foresee=api.foresee_reform, carry_out=api.follow_reform))
