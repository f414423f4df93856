"""Writes `src/nightlight/chronology/_bank_holidays.py` from the `holidays` package (run by `make calendar`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import holidays

NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
FIRST_YEAR, LAST_YEAR = 1940, 2100
TARGET = Path(__file__).parents[1] / "src/nightlight/chronology/_bank_holidays.py"


def weekday_holidays(subdivision: str) -> list[int]:
    """Days (ordinals) that are bank holidays and would else be working days, Monday to Friday."""
    found = holidays.country_holidays("GB", subdiv=subdivision, years=range(FIRST_YEAR, LAST_YEAR + 1))
    return sorted(day.toordinal() for day in found if day.weekday() < 5)


def main() -> None:
    """Writes the table."""
    lines = [
        '"""Bank holidays that fall on Monday to Friday, as ordinals, by nation.',
        "",
        f"Made by `make calendar` from `holidays` {holidays.__version__}, for {FIRST_YEAR} to {LAST_YEAR}. Not for editing by hand.",
        '"""',
        "",
        f"FIRST_DAY = {date(FIRST_YEAR, 1, 1).toordinal()}",
        f"LAST_DAY = {date(LAST_YEAR, 12, 31).toordinal()}",
        "BANK_HOLIDAYS: dict[str, tuple[int, ...]] = {",
    ]
    for nation, subdivision in NATIONS.items():
        days = weekday_holidays(subdivision)
        lines.append(f'    "{nation}": (')
        for start in range(0, len(days), 14):
            lines.append("        " + ", ".join(map(str, days[start : start + 14])) + ",")
        lines.append("    ),")
    lines.append("}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
