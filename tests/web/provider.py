"""An OpenID Connect provider for tests, on this machine, in a thread.

It is honest: it checks what a provider checks (the client, the address to come back to, a code that is used once and only by whoever
holds the verifier, the access token) and signs with a real key. A test that needs a provider which lies changes one thing of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Claims = dict[str, Any]

CLIENT: Final = "nightlight-tests"
SECRET: Final = "a secret: 50%25 + what else & a colon"
KEY: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
#: A key of somebody else: not among those that the provider publishes.
STRANGE_KEY: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_KID: Final = "the-key"


def _same(claims: Claims) -> Claims:
    return claims


@dataclass
class Code:
    """A code that was given out, and what it was given out for."""

    claims: Claims
    nonce: str | None
    redirect_uri: str
    challenge: str
    used: bool = False


@dataclass
class Provider:
    """What the provider knows, and what a test makes it do wrong.

    `registered` is where it sends people back to, and nowhere else; `person` is who is signed in at it. `token` and `userinfo`
    change what it says of them; `key`, `algorithm` and `kid` with what it signs; `configuration` what it says of itself. Of a path,
    `waits` is how many seconds it takes to answer, `drips` how many lie between a few letters and the next, `fails` with what status
    it answers instead, and `says` with what body.
    """

    address: str = ""
    registered: str = "/sign-in/oidc/sso/login/callback/"
    person: Claims = field(default_factory=dict)
    token: Callable[[Claims], Claims] = _same
    userinfo: Callable[[Claims], Claims] = _same
    configuration: Callable[[Claims], Claims] = _same
    key: Any = KEY
    algorithm: str = "RS256"
    kid: str | None = _KID
    waits: dict[str, float] = field(default_factory=dict)
    drips: dict[str, float] = field(default_factory=dict)
    fails: dict[str, int] = field(default_factory=dict)
    says: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, Claims]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, Claims] = field(default_factory=dict)

    def discovery(self) -> Claims:
        """The document that says where everything is."""
        return self.configuration(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def keys(self) -> Claims:
        """The public halves of the keys."""
        return {"keys": [RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": _KID, "use": "sig"}]}

    def authorize(self, asked: Claims) -> str:
        """Where the person's browser is sent; the person is signed in here and asked nothing.

        Raises `ValueError` for what a provider answers with a page of its own and no way back.
        """
        if asked.get("client_id") != CLIENT:
            raise ValueError("no such client")
        if urlsplit(asked.get("redirect_uri", "")).path != self.registered:
            raise ValueError("that address to come back to is not the one that was registered")
        back: Claims = {"state": asked["state"]} if "state" in asked else {}
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            back["error"] = "unsupported_response_type"
        elif asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            back["error"] = "invalid_request"
        elif not self.person:
            back["error"] = "access_denied"
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = Code(
                dict(self.person), asked.get("nonce"), asked["redirect_uri"], asked["code_challenge"]
            )
            back["code"] = code
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def exchange(self, asked: Claims, client: tuple[str, str]) -> tuple[int, Claims]:
        """A code for tokens; a code that comes a second time takes back what it was changed for."""
        if client != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        code = self.codes.get(asked.get("code", ""))
        if code is None or code.used or asked.get("redirect_uri") != code.redirect_uri:
            return 400, {"error": "invalid_grant"}
        code.used = True
        hashed = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(hashed).rstrip(b"=").decode() != code.challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": code.nonce,
            "auth_time": now, **code.claims,
        }  # fmt: skip
        access = secrets.token_urlsafe(16)
        self.access[access] = code.claims
        headers = {"kid": self.kid} if self.kid is not None else {}
        signed = jwt.encode(self.token(claims), self.key, algorithm=self.algorithm, headers=headers)
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        self.provider.asked.append((parts.path, asked))
        if self._goes_wrong(parts.path):
            return
        match parts.path:
            case "/.well-known/openid-configuration":
                self._say(200, self.provider.discovery())
            case "/keys":
                self._say(200, self.provider.keys())
            case "/authorize":
                try:
                    where = self.provider.authorize(asked)
                except ValueError as wrong:
                    self._say(400, {"error": str(wrong)})
                    return
                self.send_response(302)
                self.send_header("Location", where)
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "/userinfo":
                known = self.provider.access.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
                if known is None:
                    self._say(401, {"error": "invalid_token"})
                else:
                    self._say(200, self.provider.userinfo(dict(known)))
            case _:
                self._say(404, {})

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        asked = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        self.provider.asked.append((path, asked))
        if self._goes_wrong(path):
            return
        if path == "/token":
            self._say(*self.provider.exchange(asked, self._client(asked)))
        else:
            self._say(404, {})

    def _client(self, asked: Claims) -> tuple[str, str]:
        """Who asks: as the standard has it in the header, each half written as in a form."""
        sort, _, said = self.headers.get("Authorization", "").partition(" ")
        if sort == "Basic":
            name, _, secret = base64.b64decode(said).decode().partition(":")
            return unquote(name.replace("+", " ")), unquote(secret.replace("+", " "))
        return asked.get("client_id", ""), asked.get("client_secret", "")

    def _goes_wrong(self, path: str) -> bool:
        time.sleep(self.provider.waits.get(path, 0))
        if path in self.provider.fails:
            self._say(self.provider.fails[path], {"error": "server_error"})
            return True
        if path in self.provider.says:
            self._send(200, self.provider.says[path])
            return True
        return False

    def _say(self, status: int, what: Claims) -> None:
        self._send(status, json.dumps(what).encode())

    def _send(self, status: int, body: bytes) -> None:
        pause = self.provider.drips.get(urlsplit(self.path).path)
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if pause is None:
                self.wfile.write(body)
                return
            for start in range(0, len(body), 4):
                self.wfile.write(body[start : start + 4])
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            return  # whoever asked did not wait

    def log_message(self, *_: Any) -> None:
        """Says nothing: the tests look at `asked`."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on a port of its own until the block ends."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"provider": provider}))
    server.daemon_threads = True
    server.block_on_close = False
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
