"""What the book of certified copies follows: reforms of units, after agencies have their heirs."""

from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower
from tinhso.services.copybook import api

register_follower("copybook", Follower(order=46, foresee=api.foresee_reform, carry_out=api.follow_reform))
