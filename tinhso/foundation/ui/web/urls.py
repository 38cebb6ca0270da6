"""Addresses of ui's own pages."""

from django.urls import path

from tinhso.foundation.ui.web import views

app_name = "ui"
urlpatterns = [
    path("ngon-ngu/<str:code>/", views.language, name="language"),
    path("giao-dien/", views.gallery, name="gallery"),
    path("giao-dien/can-bo/", views.officer_gallery, name="officer_gallery"),
]
