"""Django's settings. The only place that reads the environment; docs/reference/settings.md lists every variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from touchstone.gateways.encoders import encoder_of
from touchstone.gateways.models import OpenAICompatible
from touchstone.server import environment as env
from touchstone.server.postgres import Cluster
from touchstone.server.roles import MIGRATOR
from touchstone.server.translations import catalogue_folders

PACKAGE = Path(__file__).resolve().parent.parent
HOME = env.home()

# --- how it is reached

DEBUG = env.flag("DEBUG", default=False)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, least=1, most=65535)
WORKERS = env.integer("WORKERS", 1, least=1, most=64)
THREADS = env.integer("THREADS", min(8, 2 * (os.cpu_count() or 1) + 1), least=1, most=128)
SITE_URL = env.origin("SITE_URL", f"http://{HOST}:{PORT}")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", [str(urlsplit(SITE_URL).hostname), "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, least=0, most=5)  # reverse proxies in front of us
_HTTPS = SITE_URL.startswith("https://")

# --- the database

EMBEDDED: Cluster | None = None
_application = env.database("DATABASE_URL")
_migrator = env.database("TOUCHSTONE_MIGRATION_DATABASE_URL")
if _application is None:
    EMBEDDED = Cluster(HOME.database)
    _application = env.parse_database(EMBEDDED.address(), place="the embedded database")
    _migrator = env.parse_database(EMBEDDED.address(MIGRATOR), place="the embedded database")

_application["ENGINE"] = "touchstone.server.database"
# Where the database was away, a connection is looked at before it is used, and a new one is tried for at the next request.
_application["CONN_HEALTH_CHECKS"] = True
_application["OPTIONS"]["pool"] = {"min_size": 1, "max_size": THREADS + 2, "timeout": 5, "reconnect_timeout": 2}
_application["OPTIONS"].setdefault("options", "-c idle_in_transaction_session_timeout=60s -c statement_timeout=60s")
DATABASES: dict[str, dict[str, Any]] = {"default": _application}
if _migrator is not None:
    DATABASES["migrator"] = _migrator
MIGRATION_DATABASE = "migrator"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- secrets

SECRET_KEY = env.text("SECRET_KEY") or (HOME.secret_key() if EMBEDDED else "")
SECRET_KEY_FALLBACKS = env.listing(
    "SECRET_KEY_FALLBACKS", []
)  # older ones, while sessions and second factors move over

AUDIT_CHECKPOINTS = Path(env.text("TOUCHSTONE_AUDIT_CHECKPOINTS") or HOME.folder / "audit-checkpoints.jsonl")

# --- limits

UPLOAD_LIMIT = env.integer("UPLOAD_LIMIT_MB", 10, least=1, most=200) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # of a request without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
BRIEFS_PER_HOUR = env.integer("BRIEFS_PER_HOUR", 60, least=1, most=100_000)  # from one network address
VISITOR_DAYS = env.integer("VISITOR_DAYS", 14, least=1, most=365)
FEE_PERCENT = env.integer("FEE_PERCENT", 20, least=0, most=100)  # of the pay, on top of it, to who runs this
ERASURE_DAYS = env.integer("ERASURE_DAYS", 30, least=0, most=30)  # in which a specialist may take it back
DEMO = False  # the command `demo` sets it: log-ins that everybody knows are offered, on this machine alone
DEMO_POOL_SIZE = env.integer("DEMO_POOL_SIZE", 2_000, least=100, most=2_000_000)

# --- a model that may propose what the rules did not read; it never decides

MODEL = None
if _model_url := env.text("TOUCHSTONE_MODEL_URL"):
    MODEL = OpenAICompatible(
        address=_model_url,
        model=env.required("TOUCHSTONE_MODEL_NAME", why="TOUCHSTONE_MODEL_URL is set"),
        key=env.text("TOUCHSTONE_MODEL_KEY") or None,
        seconds=25.0,
    )

# --- an encoder that compares texts by their meaning; it moves a rank by no more than 2 % of the cost

ENCODER = None
if _encoder_url := env.text("TOUCHSTONE_ENCODER_URL"):
    ENCODER = encoder_of(
        "openai_compatible",
        address=_encoder_url,
        model=env.required("TOUCHSTONE_ENCODER_NAME", why="TOUCHSTONE_ENCODER_URL is set"),
        key=env.text("TOUCHSTONE_ENCODER_KEY") or None,
        languages=env.listing("TOUCHSTONE_ENCODER_LANGUAGES", ["en", "es", "pt"]),
        version=env.text("TOUCHSTONE_ENCODER_VERSION"),
        seconds=10.0,
    )

# --- addresses that clients type in, and that we ask: webhooks

OUTBOUND_ALLOWED = env.outbound("OUTBOUND_ALLOWED")

# --- mail

_mail = env.mail("EMAIL_URL")
EMAIL_HOST = _mail.get("EMAIL_HOST", "")
EMAIL_PORT = _mail.get("EMAIL_PORT", 587)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
# Without a mail server what would be sent stands in the log, where whoever runs this can read it to people.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DIGEST_HOUR = env.integer("DIGEST_HOUR", 12, least=0, most=23)  # in UTC: when those who want one letter a day get it
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"Touchstone <no-reply@{urlsplit(SITE_URL).hostname}>")

# --- the application

INSTALLED_APPS = [
    "touchstone.server",
    "touchstone.web",
    "touchstone.apps.operations",
    "touchstone.apps.specialists",
    "touchstone.apps.engagements",
    "touchstone.apps.matching",
    "touchstone.apps.briefs",
    "touchstone.apps.talent",
    "touchstone.apps.reference",
    "touchstone.apps.organisations",
    "touchstone.apps.hooks",
    "touchstone.apps.jobs",
    "touchstone.apps.audit",
    "touchstone.apps.accounts",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "template_partials",
]
MIDDLEWARE = [
    "touchstone.server.logs.LogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "touchstone.server.health.HealthMiddleware",
    "touchstone.server.metrics.MetricsMiddleware",
    "touchstone.server.api_edge.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "touchstone.server.limits.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "touchstone.apps.accounts.middleware.TenantMiddleware",
    "touchstone.apps.reference.middleware.ReferenceMiddleware",
    "touchstone.server.idempotency.IdempotencyMiddleware",
    "touchstone.server.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "touchstone.server.urls"
WSGI_APPLICATION = "touchstone.server.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "briefs:landing"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# What allauth counts (failed log-ins, mails asked for) is counted for all processes and machines alike.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "touchstone.server.context.demo",
            ],
        },
    },
]

# --- jobs

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "actions"
PROCRASTINATE_IMPORT_PATHS = [
    "touchstone.apps.jobs.letters",
    "touchstone.apps.hooks.actions.telling",
    "touchstone.apps.talent.actions.pool",
    "touchstone.apps.talent.actions.people",
    "touchstone.apps.talent.actions.imports",
    "touchstone.server.schedule",
]
JOBS_AT_ONCE = env.integer("JOBS_AT_ONCE", 4, least=1, most=64)  # of one worker
WORKER_WITHIN = env.flag("WORKER_WITHIN", default=EMBEDDED is not None)  # `serve` runs a worker too

# --- log-in

ACCOUNT_ADAPTER = "touchstone.apps.jobs.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "touchstone.apps.specialists.signup.SignupDetails"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_HOST else "none"  # without mail nobody could ever confirm
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # step-up before e-mail and second factors change
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "touchstone.apps.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Touchstone"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_HOST

# --- languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt", "Português")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
CATALOGUES = PACKAGE / "web" / "locale"  # .po as written; compiled into LOCALE_PATHS at start
LOCALE_PATHS = catalogue_folders(HOME.locale)
FORMAT_MODULE_PATH = "touchstone.web.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files

STATIC_URL = "static/"
STATIC_ROOT = HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- what a browser may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "touchstone.server.refusals.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_SSL_REDIRECT = _HTTPS
# Whether a whole domain speaks https is for whoever owns it to say, not for one application below it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- what it says of itself

_LOG_FORMAT = env.choice("LOG_FORMAT", ["plain", "json"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "touchstone.server.logs.Plain",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "touchstone.server.logs.Json"},
    },
    "filters": {"without_paths": {"()": "touchstone.server.logs.WithoutPaths"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": _LOG_FORMAT,
            "filters": ["without_paths"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "touchstone": {"level": env.text("LOG_LEVEL", "INFO").upper()},
        # A line for each request is for programs that read them; people ask for it.
        "touchstone.access": {
            "level": "INFO" if env.flag("LOG_REQUESTS", default=_LOG_FORMAT == "json") else "WARNING"
        },
    },
}

# --- figures about itself

METRICS_TOKEN = env.text("METRICS_TOKEN")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(HOME.folder / "metrics")  # which the library reads when it is imported
