"""What feedback does when something happened elsewhere."""

from tinhso.casework.feedback import api
from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower

register_follower("feedback", Follower(order=58, foresee=api.foresee_reform, carry_out=api.follow_reform))
