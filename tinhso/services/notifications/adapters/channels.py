"""The ports and which adapter is in use."""

from django.conf import settings

from tinhso.kernel.adapters import AdapterRegistry
from tinhso.services.notifications.adapters.demo import DemoEmail, DemoPush, DemoSms, DemoZalo
from tinhso.services.notifications.adapters.sms_gateway import SmsGateway
from tinhso.services.notifications.adapters.smtp import Smtp
from tinhso.services.notifications.adapters.web_push import WebPush
from tinhso.services.notifications.adapters.zalo import ZaloNotices
from tinhso.services.notifications.types import Channel, Sender

email: AdapterRegistry[Sender] = AdapterRegistry("email", lambda: str(settings.EMAIL_ADAPTER))
email.register("demo", DemoEmail)
email.register("smtp", Smtp)
sms: AdapterRegistry[Sender] = AdapterRegistry("sms", lambda: str(settings.SMS_ADAPTER))
sms.register("demo", DemoSms)
sms.register("gateway", SmsGateway)
zalo: AdapterRegistry[Sender] = AdapterRegistry("zalo", lambda: str(settings.ZALO_ADAPTER))
zalo.register("demo", DemoZalo)
zalo.register("zns", ZaloNotices)
push: AdapterRegistry[Sender] = AdapterRegistry("push", lambda: str(settings.PUSH_ADAPTER))
push.register("demo", DemoPush)
push.register("webpush", WebPush)

_PORTS = {Channel.EMAIL: email, Channel.SMS: sms, Channel.ZALO: zalo, Channel.PUSH: push}


def sender_of(channel: Channel) -> Sender:
    """The channel in use. Raises Unavailable."""
    return _PORTS[channel].get()


def forget() -> None:
    """Read the settings of every channel anew."""
    for port in _PORTS.values():
        port.forget()


def problems() -> list[str]:
    """What is wrong with the channels in use, sentence by sentence."""
    return [problem for port in _PORTS.values() for problem in port.get().check_config()]
