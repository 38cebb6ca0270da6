"""The ports and which adapter is in use."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoSms
from tinhso.services.notifications.adapters.smtp import Smtp
from tinhso.services.notifications.types import Channel, Sender

email: AdapterRegistry[Sender] = AdapterRegistry("email", lambda: str(settings.EMAIL_ADAPTER))
email.register("demo", DemoEmail)
email.register("smtp", Smtp)
sms: AdapterRegistry[Sender] = AdapterRegistry("sms", lambda: str(settings.SMS_ADAPTER))
sms.register("demo", DemoSms)


def sender_of(channel: Channel) -> Sender:
    """The channel in use. Raises Unavailable."""
    return (email if channel is Channel.EMAIL else sms).get()
