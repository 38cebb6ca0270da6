"""Identity follows reforms of units first: others ask it where agencies and posts went."""

from tinhso.foundation.identity import api
from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower

register_follower("identity", Follower(order=10, foresee=api.foresee_reform, carry_out=api.follow_reform))
