"""Every screen in real Chromium: axe, width, weight, keyboard, without JavaScript."""
