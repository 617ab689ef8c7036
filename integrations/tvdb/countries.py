"""Countries as TVDB names them, with where their television keeps its time.

TVDB's times are those of the capital or the largest city, and New York's for the United States (the note at
SeriesExtendedRecord in https://thetvdb.github.io/v4-api/).
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

# ISO 3166-1 alpha-3: alpha-2, IANA time zone.
COUNTRIES: dict[str, tuple[str, str]] = {
    "are": ("AE", "Asia/Dubai"),
    "arg": ("AR", "America/Argentina/Buenos_Aires"),
    "aus": ("AU", "Australia/Sydney"),
    "aut": ("AT", "Europe/Vienna"),
    "bel": ("BE", "Europe/Brussels"),
    "bgr": ("BG", "Europe/Sofia"),
    "bra": ("BR", "America/Sao_Paulo"),
    "can": ("CA", "America/Toronto"),
    "che": ("CH", "Europe/Zurich"),
    "chl": ("CL", "America/Santiago"),
    "chn": ("CN", "Asia/Shanghai"),
    "col": ("CO", "America/Bogota"),
    "cub": ("CU", "America/Havana"),
    "cyp": ("CY", "Asia/Nicosia"),
    "cze": ("CZ", "Europe/Prague"),
    "deu": ("DE", "Europe/Berlin"),
    "dnk": ("DK", "Europe/Copenhagen"),
    "egy": ("EG", "Africa/Cairo"),
    "esp": ("ES", "Europe/Madrid"),
    "est": ("EE", "Europe/Tallinn"),
    "fin": ("FI", "Europe/Helsinki"),
    "fra": ("FR", "Europe/Paris"),
    "gbr": ("GB", "Europe/London"),
    "geo": ("GE", "Asia/Tbilisi"),
    "grc": ("GR", "Europe/Athens"),
    "hkg": ("HK", "Asia/Hong_Kong"),
    "hrv": ("HR", "Europe/Zagreb"),
    "hun": ("HU", "Europe/Budapest"),
    "idn": ("ID", "Asia/Jakarta"),
    "ind": ("IN", "Asia/Kolkata"),
    "irl": ("IE", "Europe/Dublin"),
    "irn": ("IR", "Asia/Tehran"),
    "isl": ("IS", "Atlantic/Reykjavik"),
    "isr": ("IL", "Asia/Jerusalem"),
    "ita": ("IT", "Europe/Rome"),
    "jor": ("JO", "Asia/Amman"),
    "jpn": ("JP", "Asia/Tokyo"),
    "ken": ("KE", "Africa/Nairobi"),
    "kor": ("KR", "Asia/Seoul"),
    "lbn": ("LB", "Asia/Beirut"),
    "ltu": ("LT", "Europe/Vilnius"),
    "lux": ("LU", "Europe/Luxembourg"),
    "lva": ("LV", "Europe/Riga"),
    "mar": ("MA", "Africa/Casablanca"),
    "mex": ("MX", "America/Mexico_City"),
    "mlt": ("MT", "Europe/Malta"),
    "mys": ("MY", "Asia/Kuala_Lumpur"),
    "nga": ("NG", "Africa/Lagos"),
    "nld": ("NL", "Europe/Amsterdam"),
    "nor": ("NO", "Europe/Oslo"),
    "nzl": ("NZ", "Pacific/Auckland"),
    "pak": ("PK", "Asia/Karachi"),
    "per": ("PE", "America/Lima"),
    "phl": ("PH", "Asia/Manila"),
    "pol": ("PL", "Europe/Warsaw"),
    "pri": ("PR", "America/Puerto_Rico"),
    "prt": ("PT", "Europe/Lisbon"),
    "rou": ("RO", "Europe/Bucharest"),
    "rus": ("RU", "Europe/Moscow"),
    "sau": ("SA", "Asia/Riyadh"),
    "sgp": ("SG", "Asia/Singapore"),
    "srb": ("RS", "Europe/Belgrade"),
    "svk": ("SK", "Europe/Bratislava"),
    "svn": ("SI", "Europe/Ljubljana"),
    "swe": ("SE", "Europe/Stockholm"),
    "tha": ("TH", "Asia/Bangkok"),
    "tur": ("TR", "Europe/Istanbul"),
    "twn": ("TW", "Asia/Taipei"),
    "ukr": ("UA", "Europe/Kyiv"),
    "ury": ("UY", "America/Montevideo"),
    "usa": ("US", "America/New_York"),
    "ven": ("VE", "America/Caracas"),
    "vnm": ("VN", "Asia/Ho_Chi_Minh"),
    "zaf": ("ZA", "Africa/Johannesburg"),
}


def alpha_2(alpha_3: str) -> str:
    """ "gbr" as "GB"; empty for one that is not in the table."""
    return COUNTRIES.get(alpha_3.lower(), ("", ""))[0]


def zone(alpha_3: str) -> ZoneInfo | None:
    name = COUNTRIES.get(alpha_3.lower(), ("", ""))[1]
    return ZoneInfo(name) if name else None
