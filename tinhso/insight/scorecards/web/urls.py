"""Addresses of scorecards."""

from django.urls import path

from tinhso.insight.scorecards.web import cases, contests, pages, public, results

app_name = "scorecards"
urlpatterns = [
    path("chi-so-766/", public.figures, name="public"),
    path("chi-so-766/ket-qua/", results.results, name="results"),
    path("chi-so-766/du-lieu.csv", public.csv_file, name="csv"),
    path("chi-so-766/du-lieu.json", public.json_file, name="json"),
    path("chi-so-766/luoc-do.json", public.schema_file, name="schema"),
    path("can-bo/bo-chi-so/", pages.card, name="card"),
    path("can-bo/bo-chi-so/thu/", pages.what_if, name="what_if"),
    path("can-bo/bo-chi-so/lich-su/", pages.history, name="history"),
    path("can-bo/bo-chi-so/chot/", pages.freeze, name="freeze"),
    path("can-bo/bo-chi-so/truong-hop/", cases.cases, name="cases"),
    path("can-bo/bo-chi-so/xem-lai/", contests.contests, name="contests"),
    path("can-bo/bo-chi-so/xem-lai/<uuid:contest_id>/", contests.contest, name="contest"),
]
