"""What the post does when something happened elsewhere."""

from tinhso.foundation.reforms.api import register_follower
from tinhso.foundation.reforms.types import Follower
from tinhso.services.post import api

register_follower("post", Follower(order=47, foresee=api.foresee_reform, carry_out=api.follow_reform))
