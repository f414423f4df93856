"""Settings of the tests: the demonstration's, with passwords that are quick to check and a database in memory."""

import os
import tempfile

os.environ.setdefault("NIGHTLIGHT_DEMONSTRATION", "yes")
os.environ.setdefault("NIGHTLIGHT_DATA", tempfile.gettempdir())
os.environ.setdefault("NIGHTLIGHT_LOG_LEVEL", "ERROR")

from nightlight.web.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
