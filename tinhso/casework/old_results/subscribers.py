"""What old results do when something happened elsewhere."""

from tinhso.casework.old_results import api
from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower

register_follower("old_results", Follower(order=55, foresee=api.foresee_reform, carry_out=api.follow_reform))
