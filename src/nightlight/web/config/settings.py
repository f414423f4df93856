"""Django's settings. Everything that differs between partnerships comes from the environment (`docs/guides/running.md`)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from nightlight.web.config import environment, single_sign_on

WEB = Path(__file__).resolve().parent.parent

#: The demonstration: made-up families, known passwords, on this machine only.
DEMONSTRATION = environment.flag("NIGHTLIGHT_DEMONSTRATION")
DEBUG = False

SECRET_KEY = environment.secret(
    "NIGHTLIGHT_SECRET_KEY", instead="only for the demonstration, which holds nobody real" if DEMONSTRATION else None
)
#: Encrypts protected addresses; kept apart from the secret that signs sessions.
ADDRESS_KEY = environment.secret("NIGHTLIGHT_ADDRESS_KEY", instead=SECRET_KEY if DEMONSTRATION else None)
ALLOWED_HOSTS = environment.words("NIGHTLIGHT_HOSTS", "localhost,127.0.0.1,[::1]" if DEMONSTRATION else "")
CSRF_TRUSTED_ORIGINS = environment.words("NIGHTLIGHT_ORIGINS")
#: How many proxies of one's own stand in front; the address of a caller is never taken from beyond them.
PROXIES = environment.number("NIGHTLIGHT_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
#: A refusal is answered at the end of a step of so many seconds, so that its time does not tell a hidden family from an absent one.
REFUSAL_SECONDS = environment.seconds("NIGHTLIGHT_REFUSAL_SECONDS", 0.5)

DATABASES = {
    "default": environment.database(
        environment.text("DATABASE_URL"), Path(environment.text("NIGHTLIGHT_DATA", "build")) / "nightlight.sqlite3"
    )
}
#: How often somebody has tried a password: in the database, so that it holds for every process and no restart sets it back. The
#: number of entries is large, so that nobody pushes a count out by making others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "nightlight_tries",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "nightlight.web.accounts",
    "nightlight.web.store",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nightlight.web.ui.middleware.NoZeroBytes",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nightlight.web.recording.middleware.KeepsTyped",
    "nightlight.web.accounts.middleware.SignedIn",
    "nightlight.web.ui.middleware.Answers",
]

ROOT_URLCONF = "nightlight.web.config.urls"
WSGI_APPLICATION = "nightlight.web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "ui" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "nightlight.web.ui.templating.environment",
            "context_processors": ["nightlight.web.ui.templating.every_page"],
        },
    },
    {
        # Only for what allauth renders of its own accord; every page that a person sees is one of ours.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

STATIC_URL = "static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = environment.text("NIGHTLIGHT_STATIC") or None
WHITENOISE_USE_FINDERS = True

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- signing in

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in"
ACCOUNT_USER_DISPLAY = "nightlight.web.accounts.models.display"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "nightlight.web.accounts.adapter.Adapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "nightlight.web.accounts.forms.Code",
    "reauthenticate": "nightlight.web.accounts.forms.CodeAgain",
    "authenticate_webauthn": "nightlight.web.accounts.forms.Passkey",
    "login_webauthn": "nightlight.web.accounts.forms.PasskeyAlone",
    "reauthenticate_webauthn": "nightlight.web.accounts.forms.PasskeyAgain",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
SOCIALACCOUNT_ADAPTER = "nightlight.web.accounts.adapter.SingleSignOn"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_ONLY = False
# An e-mail address alone never opens an account: what may is in `accounts.adapter.SingleSignOn`.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": single_sign_on.providers()}}

# -- sessions: half an hour without a page, or twelve hours in all, and one signs in again

SESSION_COOKIE_AGE = environment.number("NIGHTLIGHT_IDLE_MINUTES", 30) * 60
SESSION_SAVE_EVERY_REQUEST = True
# Written where something changed, or once a minute: not a commit for every page.
SESSION_ENGINE = "nightlight.web.store.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_LONGEST_HOURS = 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "nightlight.web.ui.refusals.lost_form"
HTTPS = environment.flag("NIGHTLIGHT_HTTPS", default=not DEMONSTRATION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
#: The address to which single sign-on comes back begins so, also behind a web server that does not say how it was reached.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
SECURE_SSL_REDIRECT = HTTPS and environment.flag("NIGHTLIGHT_REDIRECT_TO_HTTPS")
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["nightlight.web.config.uploads.NoFiles"]
#: In the session and not in a cookie: what is said after a form may name a family.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# -- e-mail: never a name in it

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("NIGHTLIGHT_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = environment.text("NIGHTLIGHT_SMTP_HOST")
EMAIL_PORT = environment.number("NIGHTLIGHT_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("NIGHTLIGHT_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.secret("NIGHTLIGHT_SMTP_PASSWORD", instead="")
EMAIL_USE_TLS = bool(EMAIL_HOST)
#: Where the pages are, for the one link in an e-mail.
ADDRESS = environment.text("NIGHTLIGHT_ADDRESS")
DEFAULT_FROM_EMAIL = environment.text("NIGHTLIGHT_FROM", "nightlight@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "nightlight.web.config.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": environment.text("NIGHTLIGHT_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django.server": {"level": "WARNING", "handlers": ["out"], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
