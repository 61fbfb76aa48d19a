"""When a mail goes out, as its reader's clock and calendar see it; and the next hour that is good there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FAR = 60
"""Days that are looked through for a good hour; a market whose facts leave none in them has no good hour."""


@dataclass(frozen=True, slots=True)
class SendTime:
    """`at` is aware; `own` is the sender's zone, None when nobody said it."""

    at: datetime
    own: ZoneInfo | None


def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of a name, None when there is none of it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a folder's name an OSError
        return None


def zone_of(market: Mapping[str, Any], asked: str = "") -> ZoneInfo | None:
    """The reader's zone: the one asked for, else the market's usual one."""
    return zone(asked) if asked else zone(market["send-time"]["zones"][0])


def parse(value: str, sender: str, there: ZoneInfo) -> SendTime | None:
    """ "2026-12-01 09:30", with an offset or a zone behind it ("Europe/Berlin") or none: then it is the sender's time,
    or the reader's where the sender's zone is not known. None for what is no time.
    """
    text, _, named = value.strip().rpartition(" ")
    own = zone(sender) if sender else None
    given = zone(named) if "/" in named else None
    if given is None:
        text = value.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2026-12-01"):
        return None  # a day is no time
    return SendTime(at if at.tzinfo else at.replace(tzinfo=given or own or there), own)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a time is not good there ("weekend", "holiday", "season", "hours"), and the holiday's or season's name."""

    why: str
    name: str = ""


def verdict(market: Mapping[str, Any], local: datetime) -> Verdict | None:
    """What speaks against a local time in a market; None when nothing does."""
    send = market["send-time"]
    if _DAYS[local.weekday()] in send["weekend"]:
        return Verdict("weekend")
    holiday = holidays_of(send.get("holidays", ""), local.year).get(local.date())
    if holiday:
        return Verdict("holiday", holiday)
    for start, end, name in send.get("avoid", ()):
        day = local.strftime("%m-%d")
        if start <= day <= end if start <= end else (day >= start or day <= end):
            return Verdict("season", name)
    good = any(_clock(low) <= local.time() <= _clock(high) for low, high in send["hours"])
    return None if good or not send["hours"] else Verdict("hours")


def holidays_of(code: str, year: int) -> Mapping[date, str]:
    """Public holidays of a country in a year, named in English where the calendar has it; none for an unknown one."""
    if not code:
        return {}
    import holidays

    if code not in holidays.list_supported_countries():
        return {}
    languages = holidays.list_localized_countries().get(code, ())
    language = next((lang for lang in ("en_US", "en_GB", "en") if lang in languages), None)
    return holidays.country_holidays(code, years=year, language=language)


def next_slot(market: Mapping[str, Any], after: datetime) -> datetime | None:
    """The start of the next good slot after a local time, on the days that are best there."""
    send = market["send-time"]
    for day in _days(after):
        if _DAYS[day.weekday()] not in send["days"]:
            continue
        for low, _high in send["hours"]:
            at = datetime.combine(day, _clock(low), after.tzinfo)
            if at >= after and verdict(market, at) is None:
                return at
    return None


def _days(after: datetime) -> Iterator[date]:
    return (after.date() + timedelta(days=n) for n in range(_FAR))


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def said(at: datetime) -> str:
    """ "2026-12-01 09:30 Berlin": day, time and place, the same in every language."""
    place = getattr(at.tzinfo, "key", "").rsplit("/", 1)[-1].replace("_", " ")
    return f"{at:%Y-%m-%d %H:%M} {place or at.strftime('UTC%z')}".strip()
