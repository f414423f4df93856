"""Signing in with more than a password."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable

from tests.journeys.person import Person

Someone = Callable[[str], Person]

#: Sign-ins that no other journey uses: from here on they need a second proof.
WITH_CODES = {"wide": "drug.worker", "phone": "mental.health", "keyboard": "specialist.midwife"}
WITH_PASSKEYS = {"wide": "neonatal.nurse", "phone": "police.officer", "keyboard": "service.manager"}


def code(secret: str, at: float) -> str:
    """The six digits that an app shows at a moment (RFC 6238)."""
    made = hmac.digest(base64.b32decode(secret), int(at // 30).to_bytes(8, "big"), hashlib.sha1)
    place = made[-1] & 15
    return f"{(int.from_bytes(made[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def fresh(secret: str) -> str:
    """A code that does not run out while it is typed."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left)
    return code(secret, time.time())


def test_somebody_signs_in_with_a_code_from_an_app(someone: Someone) -> None:
    nobody = someone("")
    name = WITH_CODES[nobody.way]
    nobody.signs_in(name)
    nobody.presses("Your sign-in").presses("Codes and passkeys").presses("Use codes")
    nobody.reads("Your password, once more").fills("Password", "nightlight demo").presses("Go on")
    secret = nobody.page.locator("main code").inner_text()
    nobody.fills("The six digits", "000000").presses("Use codes from now on").reads("That code does not fit")
    nobody.fills("The six digits", fresh(secret)).presses("Use codes from now on")
    nobody.opens("/sign-in/2fa/").reads("In use.").presses("Sign out").presses("Sign out")

    nobody.opens("/sign-in/login/").fills("Your sign-in", name).fills("Password", "nightlight demo").presses("Sign in")
    nobody.reads("Your code").does_not_read("My families")
    asked = nobody.page.get_by_label("The six digits that your app shows, or one of your spare codes")
    assert asked.is_visible()
    nobody.fills("The six digits that your app shows, or one of your spare codes", fresh(secret)).presses("Sign in")
    nobody.reads("My families")


def test_somebody_signs_in_with_a_passkey(someone: Someone) -> None:
    nobody = someone("")
    # A passkey belongs to a name; an address of numbers has none.
    nobody.site = nobody.site.replace("127.0.0.1", "localhost")
    keys = nobody.page.context.new_cdp_session(nobody.page)
    keys.send("WebAuthn.enable")
    kept = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": {**kept, "isUserVerified": True}})

    nobody.signs_in(WITH_PASSKEYS[nobody.way])
    nobody.presses("Your sign-in").presses("Codes and passkeys").presses("Add a passkey")
    nobody.reads("Your password, once more").fills("Password", "nightlight demo").presses("Go on")
    nobody.fills("What do you call it?", "My phone").presses("Add it").waits_to_leave("/webauthn/add/")
    nobody.opens("/sign-in/2fa/").reads("You have 1").presses("Your passkeys").reads("My phone")
    nobody.presses("Sign out").presses("Sign out")

    nobody.opens("/sign-in/login/").presses("Sign in with a passkey").waits_to_leave("/sign-in/login/")
    nobody.reads("My families")
