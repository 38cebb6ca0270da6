"""The channels that leave the platform: SMTP for real, and stand-ins that can fail."""
