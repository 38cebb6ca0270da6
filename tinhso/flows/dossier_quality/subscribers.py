"""Dossiers are registered where people are asked about them."""

from tinhso.casework.feedback import api as feedback
from tinhso.casework.ratings import api as ratings
from tinhso.flows.dossier_quality.subjects import KIND, FeedbackOnDossiers, RatedDossiers

ratings.register_subjects(KIND, RatedDossiers())
feedback.register_matters(KIND, FeedbackOnDossiers())
