"""Template filters of the papers' own template engine."""

from datetime import date

from django import template

from tinhso.services.papers.domain import words

register = template.Library()


@register.filter
def date_words(day: date) -> str:
    return words.date_words(day)


@register.filter
def date_short(day: date) -> str:
    return words.date_short(day)
