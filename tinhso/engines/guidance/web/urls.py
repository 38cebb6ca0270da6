"""Addresses of guidance."""

from django.urls import path

from tinhso.engines.guidance.web import board

app_name = "guidance"
urlpatterns = [path("can-bo/trang-thu-tuc/", board.board, name="board")]
