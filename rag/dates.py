"""Dates as texts write them: weekdays, days of a month, years."""

import re

WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# "may" and "march" are verbs too: in small letters they are months only beside a preposition, an ordinal or a year.
_MONTH = rf"(?!(?-i:may|march)\b)(?:{MONTHS})"
# A year, but no measure: "1500 metres", "2,000", "$1900". It may end a range: 1904-1910.
_MEASURE = (
    r"\s*(?:%|(?:m|km|kg|metres?|meters?|kilomet(?:re|er)s?|miles?|feet|tons?|tonnes?|grams?|lit(?:re|er)s?|people"
    r"|dollars?|euros?|pounds?|crowns?|hours?|minutes|volts?|watts?)\b)"
)
_YEAR = rf"(?:(?<![\d.,$€£-])|(?<=[a-z]-)|(?<=\d{{4}}-))(?:1[0-9]|20)\d{{2}}s?\b(?![.,]?\d)(?!{_MEASURE})"
DATE = re.compile(
    "|".join(
        (
            rf"\b(?:{WEEKDAYS})\b",
            rf"(?:\b{_MONTH}|(?<=on )(?:{MONTHS}))\s+{_DAY}(?!\d)(?:,?\s+\d{{4}}\b)?",
            (
                rf"\b(?:\d{{1,2}}\s+{_MONTH}"
                rf"|{_DAY}\s+of\s+(?:{MONTHS})"
                rf"|\d{{1,2}}(?:st|nd|rd|th)\s+(?:{MONTHS})"
                rf"|\d{{1,2}}\s+(?:{MONTHS})(?=,?\s+\d{{4}}\b)"
                r")\b(?:,?\s+\d{4}\b)?"
            ),
            rf"\b(?:{MONTHS})\s+(?:of\s+)?\d{{4}}\b",
            rf"(?<=in )(?:{MONTHS})\b",
            _YEAR,
            r"\b(?:the |over the |this )?weekend\b",
        )
    ),
    re.IGNORECASE,
)
_PARTS = re.compile(
    "|".join(
        (
            rf"(?P<weekday>{WEEKDAYS})",
            rf"(?P<month>{MONTHS})",
            r"(?P<year>\b(?:1[0-9]|20)\d{2}(?:s\b)?)",
            r"(?P<day>\b\d{1,2})(?!\d)",
            r"(?P<weekend>weekend)",
        )
    ),
    re.IGNORECASE,
)


def parts(text: str) -> frozenset[str]:
    """The weekday, month, day and year of each date of a text, in lower case: "Sunday, June 1" is sunday, june, 1."""
    return frozenset(
        found.group().lower() for date in DATE.finditer(text) for found in _PARTS.finditer(date.group())
    )
