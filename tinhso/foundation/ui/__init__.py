"""The look and the shell of every screen: base pages, components, navigation and slot registries, error pages.

Owns: the three base templates, the component tags of ``{% load ui %}``, the theme and the front-end sources in
``assets/``, the registries of navigation items and page slots, plain error pages, the gallery. Does not own: any
page with a rule in it (modules own their pages), which modules exist (config discovers them), words of the law.
"""
