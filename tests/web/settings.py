"""Settings of the tests: the demonstration's, with passwords that are quick to check and a database in memory."""

import os
import tempfile

os.environ.setdefault("NIGHTLIGHT_DEMONSTRATION", "yes")
os.environ.setdefault("NIGHTLIGHT_DATA", tempfile.gettempdir())
os.environ.setdefault("NIGHTLIGHT_LOG_LEVEL", "ERROR")
os.environ.setdefault("NIGHTLIGHT_REFUSAL_SECONDS", "0")

from nightlight.web.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tries are counted in memory, so that a test can forget them without a database (the table of the real settings: test_security_tries.py).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
