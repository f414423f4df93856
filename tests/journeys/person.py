"""Somebody at a browser: opens pages, reads, fills in, presses; with a mouse, on a phone, or by keyboard alone.

After each step the page that is shown is looked at (`look`): axe with WCAG 2.2 A and AA, nothing wider than the screen, targets large
enough, one heading of the first level, no message of the browser's console.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Error, Frame, Locator, Page, Request

from nightlight.web.demonstration.people import PASSWORD

_AXE: Final = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS: Final = {"wide": (1200, 900), "phone": (320, 640), "keyboard": (1200, 900)}
#: The longest way by the Tab key to anything on one page.
_MOST_TABS: Final = 400

_TOO_SMALL: Final = """() => [
  ...document.querySelectorAll('a[href], button, input, select, textarea, summary')
].filter(each => {
  if (each.closest('.govuk-skip-link, .govuk-visually-hidden') || each.type === 'hidden') return false;
  let target = each;
  if (each.type === 'radio' || each.type === 'checkbox') target = each.parentElement;
  const box = target.getBoundingClientRect();
  if (!box.width || !box.height || getComputedStyle(each).visibility === 'hidden') return false;
  // A link in a line of text, or alone in a row with space around it, may be as high as the text;
  // so may a mark in a drawing that has its row in a table.
  if (each.closest('p, li, td, th, h2, h3, dd, dt, svg, summary, label') && each.tagName === 'A') return false;
  if (each.closest('svg')) return false;
  return box.height < 23.5 || box.width < 23.5;
}).map(each => each.outerHTML.slice(0, 120))"""


@dataclass
class Person:
    """One person with one browser window."""

    browser: Browser
    site: str
    way: str
    name: str = ""
    pictures: Path | None = None
    page: Page = field(init=False)
    said: list[str] = field(init=False, default_factory=list)
    looked: set[tuple[str, str, str]] = field(default_factory=set)
    leaving: bool = field(init=False, default=False)
    taps: int = field(init=False, default=0)
    keys: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        width, height = WIDTHS[self.way]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", timezone_id="Europe/London"
        )
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        self.page.on("request", self._asks)
        self.page.on("framenavigated", self._came)
        self.page.on("pageerror", lambda wrong: self.said.append(str(wrong)))

    # -- what a person does

    def signs_in(self, sign_in: str, password: str = PASSWORD) -> Person:
        """Signs in."""
        self.name = sign_in
        self.opens("/sign-in/login/")
        self.fills("Your sign-in", sign_in)
        self.fills("Password", password)
        self.presses("Sign in")
        assert "/sign-in/" not in self.page.url, f"{sign_in} is not signed in"
        return self

    def opens(self, path: str) -> Person:
        """Types an address, or follows a bookmark."""
        self.page.goto(self.site + path)
        self.look()
        return self

    def reads(self, *words: str) -> Person:
        """Finds the words on the page, where they can be seen."""
        said = _even(self.page.locator("body").inner_text())
        for each in words:
            assert _even(each).lower() in said.lower(), f"{each!r} is not on {self.page.url}:\n{said[:3000]}"
        return self

    def does_not_read(self, *words: str) -> Person:
        """The words are nowhere in what came, seen or not."""
        said = self.page.content()
        for each in words:
            assert each not in said, f"{each!r} is on {self.page.url}"
        return self

    def presses(self, name: str | re.Pattern[str], nth: int = 0) -> Person:
        """Presses a button or follows a link of that name."""
        found = self._find(name, nth)
        if self.way == "keyboard":
            self._tab_to(found)
            self._press("Enter")
            self._arrives()
        else:
            self._tap(found)
        self.page.wait_for_load_state("load")
        self.look()
        return self

    def goes_to(self, name: str) -> Person:
        """Goes somewhere by the main menu, which is folded away on a phone."""
        menu = self.page.get_by_role("button", name="Menu", exact=True)
        if menu.is_visible():
            self._tap(menu)
        return self.presses(name)

    def fills(self, label: str | re.Pattern[str], value: str) -> Person:
        """Types into a field."""
        found = self.page.get_by_label(label, exact=isinstance(label, str)).first
        if self.way == "keyboard":
            self._tab_to(found)
            self._press("Control+A")
            self.page.keyboard.type(value)
        else:
            self.taps += 1
            found.fill(value)
        self.keys += len(value)
        return self

    def selects(self, label: str | re.Pattern[str], option: str) -> Person:
        """Chooses from a list that drops down."""
        found = self.page.get_by_label(label, exact=isinstance(label, str)).first
        if self.way != "keyboard":
            self.taps += 2
            found.select_option(label=option)
            return self
        self._tab_to(found)
        self._press("Home")
        for _ in range(found.locator("option").count()):
            if _even(found.evaluate("select => select.selectedOptions[0].text")).strip() == option:
                return self
            self._press("ArrowDown")
        raise AssertionError(f"{option!r} cannot be chosen by the arrow keys on {self.page.url}")

    def chooses(self, label: str | re.Pattern[str], within: str | None = None) -> Person:
        """Chooses a radio or a checkbox; `within` is the question, where two have the same answers."""
        place = self.page.get_by_role("group", name=within).first if within else self.page.locator("main")
        found = place.get_by_label(label, exact=isinstance(label, str)).first
        if self.way != "keyboard":
            self.taps += 1
            found.check()
        elif found.get_attribute("type") == "checkbox":
            self._tab_to(found)
            self._press("Space")
        else:
            self._arrow_to(found)
        assert found.is_checked(), f"{label!r} is not chosen"
        return self

    def unfolds(self, name: str | re.Pattern[str]) -> Person:
        """Opens what is folded away."""
        found = self.page.locator("summary").filter(has_text=name).first
        if self.way == "keyboard":
            self._tab_to(found)
            self._press("Enter")
        else:
            self._tap(found)
        return self

    def rests(self) -> Person:
        """Looks up from the form for a moment: what is kept of it, and who will see it, is up to date then."""
        self.page.wait_for_timeout(3_000)
        self.page.wait_for_load_state("networkidle")
        return self

    def waits_for(self, words: str) -> Person:
        """Waits until the words have come."""
        self.page.locator("main").get_by_text(words).first.wait_for()
        return self

    def waits_to_leave(self, path: str) -> Person:
        """Waits until the page has gone on by itself, from one whose address holds `path`."""
        self.page.wait_for_url(lambda url: path not in url)
        self.look()
        return self

    def holds(self, label: str | re.Pattern[str], value: str) -> Person:
        """What is in a field."""
        found = self.page.get_by_label(label, exact=isinstance(label, str)).first.input_value()
        assert found == value, f"{label!r} holds {found!r}"
        return self

    def is_signed_out(self) -> Person:
        """What happens when a session runs out: the cookie opens nothing any more."""
        self.page.context.clear_cookies(name="sessionid")
        return self

    # -- what the page must be

    def look(self) -> None:
        """Holds the page to what every page must be, once for each page, way and person.

        A page that goes on by itself while it is looked at (a passkey was kept) is looked at where it leads.
        """
        try:
            self._look()
        except Error as gone:
            if "because of a navigation" not in str(gone):
                raise
            self.page.wait_for_load_state("load")
            self._look()

    def _look(self) -> None:
        where = re.sub(r"[?#].*", "", self.page.url.removeprefix(self.site))
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= WIDTHS[self.way][0], f"{where} is {wide} px wide on a screen of {WIDTHS[self.way][0]}"
        state = (self.way, "" if where.startswith("/sign-in/") else self.name, f"{where} {self.page.title()}")
        if state in self.looked:
            return
        if self.pictures is not None:
            name = re.sub(r"[^a-z0-9]+", "-", where.lower()).strip("-") or "home"
            self.page.screenshot(path=str(self.pictures / f"{name}-{self.way}.png"), full_page=True, timeout=90_000)
        # What has slid half under the family's bar is not too small for it: the page is looked at from its top.
        there = self.page.evaluate("() => { const there = scrollY; scrollTo(0, 0); return there; }")
        self.page.evaluate(_AXE)
        found = self.page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", _TAGS)
        wrong = [
            f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes']][:3]}"
            for each in found["violations"]
        ]
        assert not wrong, f"axe on {where}:\n" + "\n".join(wrong)
        self.page.evaluate("there => scrollTo(0, there)", there)
        small = self.page.evaluate(_TOO_SMALL)
        assert not small, f"too small to touch on {where}: {small[:5]}"
        assert self.page.locator("h1").count() == 1, (
            f"{where} has {self.page.locator('h1').count()} headings of the first level"
        )
        said = [each for each in self.said if "status of 4" not in each and "status of 5" not in each]
        assert not said, f"the browser says on {where}: {said}"
        self.looked.add(state)

    # -- each tap and each key is counted

    def _tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def _press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    # -- by keyboard

    def _arrives(self) -> None:
        """A click waits for the page to which it leads; a key does not: waits until what was asked for has come."""
        self.page.wait_for_timeout(150)
        for _ in range(200):
            if not self.leaving:
                return
            self.page.wait_for_timeout(100)

    def _asks(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.leaving = True

    def _came(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.leaving = False

    def _find(self, name: str | re.Pattern[str], nth: int) -> Locator:
        exact = isinstance(name, str)
        button = self.page.get_by_role("button", name=name, exact=exact)
        link = self.page.get_by_role("link", name=name, exact=exact)
        return button.or_(link).nth(nth)

    def _tab_to(self, target: Locator) -> None:
        """Goes to something by the Tab key alone; it must show that it has the focus."""
        handle = target.element_handle()
        assert handle is not None
        for _ in range(_MOST_TABS):
            if self.page.evaluate("element => document.activeElement === element", handle):
                break
            self._press("Tab")
        else:
            raise AssertionError(f"{target} cannot be reached by keyboard on {self.page.url}")
        shown = self.page.evaluate(_SHOWS_FOCUS, handle)
        assert shown, f"{target} does not show that it has the focus on {self.page.url}"

    def _arrow_to(self, radio: Locator) -> None:
        handle = radio.element_handle()
        assert handle is not None
        name = radio.get_attribute("name")
        for _ in range(_MOST_TABS):
            if self.page.evaluate("name => document.activeElement && document.activeElement.name === name", name):
                break
            self._press("Tab")
        else:
            raise AssertionError(f"the choice {name!r} cannot be reached by keyboard on {self.page.url}")
        self._press("Space")
        for _ in range(200):
            if self.page.evaluate("element => document.activeElement === element", handle):
                return
            self._press("ArrowDown")
        raise AssertionError(f"{radio} cannot be chosen by the arrow keys on {self.page.url}")

    def closes(self) -> None:
        """Shuts the window."""
        self.page.context.close()

    def state(self) -> Any:
        """The signed-in state, to go on with in another window."""
        return self.page.context.storage_state()


#: Whether whatever has the focus looks different for it: an outline, a shadow, another colour.
_SHOWS_FOCUS: Final = """element => {
  const label = element.id && document.querySelector(`label[for="${element.id}"]`);
  const look = each => {
    const s = getComputedStyle(each);
    return [s.outlineStyle !== 'none' && s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor].join();
  };
  const marks = each => [look(each), look2(each, '::before'), look2(each, '::after')].join();
  const look2 = (each, part) => {
    const s = getComputedStyle(each, part);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderWidth].join();
  };
  const there = marks(element) + (label ? marks(label) : '');
  element.blur();
  const gone = marks(element) + (label ? marks(label) : '');
  element.focus();
  return there !== gone;
}"""


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("\u00a0", " ")
