"""What tests and demonstrations of other rooms may use: a mail server and gateways that misbehave on purpose."""

from tinhso.services.notifications.simulated_mail import MailServer, mail_server
from tinhso.services.notifications.simulator import Partners, partners

__all__ = ["MailServer", "Partners", "mail_server", "partners"]
