"""What others may ask of indicators: which there are on a day, and what they are over a selection."""

from tinhso.insight.indicators import queries

in_force = queries.in_force
reckon = queries.reckon
