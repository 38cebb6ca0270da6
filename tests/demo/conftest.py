"""The platform that a play may be played against."""

from tests.browser.fixtures import address, platform_folder

__all__ = ["address", "platform_folder"]
