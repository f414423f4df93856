"""Addresses of findings."""

from django.urls import path

from nightlight.web.findings import calendar, personal, views

urlpatterns = [
    path("today", personal.today, name="today"),
    path("today/service", personal.service, name="today_service"),
    path("today/notices", personal.notices, name="notices"),
    path("today/notices/read", personal.read_all, name="notices_read"),
    path("today/notices/<int:number>", personal.open_notice, name="notice_open"),
    path("today/settings", personal.settings, name="today_settings"),
    path("today/calendar", personal.renew_calendar, name="calendar_renew"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("families/<str:key>/findings", views.findings, name="findings"),
    path("families/<str:key>/finding", views.finding, name="finding"),
    path("families/<str:key>/finding/done", views.done, name="finding_done"),
    path("families/<str:key>/finding/not-needed", views.not_needed, name="finding_not_needed"),
    path("families/<str:key>/finding/not-yet", views.not_yet, name="finding_not_yet"),
    path("families/<str:key>/finding/ask", views.ask, name="finding_ask"),
]
