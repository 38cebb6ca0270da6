"""What saved views follow: reforms of units, after officers have their new posts."""

from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower
from tinhso.services.saved_views import api

register_follower("saved_views", Follower(order=60, foresee=api.foresee_reform, carry_out=api.follow_reform))
