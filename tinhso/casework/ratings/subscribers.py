"""What ratings do when something happened elsewhere."""

from tinhso.casework.ratings import api
from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower

register_follower("ratings", Follower(order=57, foresee=api.foresee_reform, carry_out=api.follow_reform))
