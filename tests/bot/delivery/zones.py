"""Zones that between them do everything a calendar can: shift by half an hour, shift near midnight, or never."""

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Africa/Cairo",
    "Asia/Kathmandu",
)
