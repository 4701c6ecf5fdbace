"""Settings of the portal.

What differs between installations comes from environment variables, which docs/operations.md lists. A value that makes
no sense stops the start with one sentence. With DEBUG off, nothing secret has a default.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from bureau import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# ---- Start ------------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", debug=DEBUG, kept_in=VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", debug=DEBUG)
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
# SECURE_SSL=0 allows plain http, as on an intranet without certificates.
SECURE_SSL = env.flag("SECURE_SSL", default=not DEBUG)
# Whether a proxy in front ends TLS and sets X-Forwarded-Proto; otherwise that header is not trusted.
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
# Hashed names and compressed copies need `collectstatic` first, so development and tests go without them.
STATIC_HASHED = env.flag("STATIC_HASHED", default=not DEBUG)

ROOT_URLCONF = "bureau.urls"
WSGI_APPLICATION = "bureau.wsgi.application"

INSTALLED_APPS = [
    # Given by its class, because the module has the admin's configuration as well.
    "targets.apps.TargetsConfig",
    "employment",
    "insurance",
    "skills",
    "labor_relations",
    "migrant_workers",
    "infrastructure",
    # Before the admin, whose forms it extends.
    "modeltranslation",
    "targets.apps.BureauAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "import_export",
    "simple_history",
    "axes",
    "csp",
    # As an installed app, its OpenAPI page takes its scripts from the portal and not from a CDN.
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if STATIC_HASHED else []),
    # Above everything that changes the body of an answer, so that it compresses the final one.
    "bureau.compression.TextCompression",
    "bureau.caching.no_store_middleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bureau.language.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bureau.tokens.TokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "bureau.busy.BusyMiddleware",
    "bureau.no_plan.NoPlanMiddleware",
    # Last, as django-axes asks, so that a locked account gets its own page.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "targets.frame.context.portal",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---- Data -------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", debug=DEBUG, default=VAR_DIR / "db.sqlite3"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins: two writers wait for each other, and neither fails
        # half-way with "database is locked".
        "transaction_mode": "IMMEDIATE",
        # Seconds that each attempt waits for another writer; `targets.busy` makes several attempts.
        "timeout": 8,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
    }
else:
    # PostgreSQL waits as long for a row that another transaction is writing.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=8s"

# Reasons of changes are whole sentences; the library's default allows a hundred characters.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

CACHES = {
    "default": env.cache("CACHE_URL"),
    # Each worker's own copies of what it used last; all of it is in the shared cache as well, or quickly made.
    "near": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "near",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

MEDIA_ROOT = VAR_DIR / "media"
# No web server serves this folder: a view hands files out after it has checked who may read them.
MEDIA_URL = "media/"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [VAR_DIR / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "bureau.static.HashedStaticFiles"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A grid of 130 units and 46 indicators has about 6,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---- Language, time, numbers ------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
# Each language by its own name, as the language switch shows it.
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "targets" / "locale"]
MODELTRANSLATION_LANGUAGES = ("zh-hans", "en")
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hans"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("zh-hans",)
FORMAT_MODULE_PATH = "bureau.formats"
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "Asia/Shanghai")
# The date of the portal's clock; None stands for the real date.
TODAY = env.day("TODAY")

# ---- Sign-in ----------------------------------------------------------------------------------------------

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# In the database, because a session kept in a worker's memory would survive the sign-out at another worker.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A working day from the sign-in; extending it with each request would cost a write for every page.
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
# Because office computers are shared.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

AXES_FAILURE_LIMIT = env.whole("BUREAU_LOGIN_FAILURES", 5, least=1, most=100)
AXES_COOLOFF_TIME = timedelta(minutes=env.whole("BUREAU_LOGIN_LOCK_MINUTES", 15, least=1, most=1440))
# Account and address together, so that nobody can lock a colleague out from another computer.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# ---- Headers and cookies ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Bootstrap's style sheet contains its icons as data: addresses.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = SECURE_SSL
CSRF_COOKIE_SECURE = SECURE_SSL
LANGUAGE_COOKIE_SECURE = SECURE_SSL
SECURE_SSL_REDIRECT = SECURE_SSL
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE_SSL else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# W005 and W021 ask for HSTS on subdomains and for preloading, but the other hosts of the domain are not the bureau's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

# ---- The bureau's own rules -------------------------------------------------------------------------------

# The day of the following month on which a monthly report is due.
REPORT_DEADLINE_DAY_DISTRICT = env.whole("BUREAU_REPORT_DEADLINE_DAY_DISTRICT", 3, least=1, most=28)
REPORT_DEADLINE_DAY_CITY = env.whole("BUREAU_REPORT_DEADLINE_DAY_CITY", 5, least=1, most=28)
# May a report be submitted before its month has ended? It may be filled in from the month's first day either way.
SUBMIT_BEFORE_MONTH_ENDS = env.flag("BUREAU_SUBMIT_BEFORE_MONTH_ENDS", default=False)
# An indicator is ahead from the first multiple of what is due on, and far behind below the second.
PACE_AHEAD_FROM = env.decimal("BUREAU_PACE_AHEAD_FROM", "1.05", least="1", most="10")
PACE_BEHIND_FROM = env.decimal("BUREAU_PACE_BEHIND_FROM", "0.90", least="0", most="1")
# A figure must be explained if a flow exceeds so many times the mean of the months before, if a stock changes by more
# than so many percent, or a rate by more than so many percentage points.
EXPLAIN_FLOW_TIMES = env.decimal("BUREAU_EXPLAIN_FLOW_TIMES", "3", least="1", most="100")
EXPLAIN_STOCK_CHANGE = env.decimal("BUREAU_EXPLAIN_STOCK_CHANGE", "30", least="0", most="1000")
EXPLAIN_RATE_POINTS = env.decimal("BUREAU_EXPLAIN_RATE_POINTS", "10", least="0", most="100")
# As many as are shown: of a rate, and of a completion in percent. Neither changes a verdict.
RATE_DECIMALS = env.whole("BUREAU_RATE_DECIMALS", 2, least=0, most=4)
PERCENT_DECIMALS = env.whole("BUREAU_PERCENT_DECIMALS", 1, least=0, most=2)
EVIDENCE_MAX_MB = env.whole("BUREAU_EVIDENCE_MAX_MB", 10, least=1, most=200)
# The limits of an imported workbook, beyond which it is refused with a sentence. Rows are those of all its sheets.
IMPORT_MAX_MB = env.whole("BUREAU_IMPORT_MAX_MB", 10, least=1, most=200)
IMPORT_MAX_UNPACKED_MB = env.whole("BUREAU_IMPORT_MAX_UNPACKED_MB", 200, least=1, most=2000)
IMPORT_MAX_SHEETS = env.whole("BUREAU_IMPORT_MAX_SHEETS", 60, least=1, most=1000)
IMPORT_MAX_ROWS = env.whole("BUREAU_IMPORT_MAX_ROWS", 120_000, least=1, most=1_000_000)
IMPORT_MAX_COLUMNS = env.whole("BUREAU_IMPORT_MAX_COLUMNS", 1000, least=1, most=16_384)
IMPORT_MAX_SECONDS = env.whole("BUREAU_IMPORT_MAX_SECONDS", 60, least=1, most=3600)
# So many days before its due date an entry is shown as due soon.
DUE_SOON_DAYS = env.whole("BUREAU_DUE_SOON_DAYS", 7, least=0, most=365)
# Labour relations and migrant workers: the bureau's own scale of integrity grades, the best first, since there was no
# national one in 2007; the wage deposit in percent of the cost of a project, by grade, and for a grade without a rate
# of its own; the number of persons from which on a petition counts as a group petition.
INTEGRITY_GRADES = env.scale("BUREAU_INTEGRITY_GRADES", "A,B,C,D", longest=20)
DEPOSIT_RATES = env.rates("BUREAU_DEPOSIT_RATES", "A:1,B:2,C:3,D:5", least="0", most="100")
DEPOSIT_RATE = env.decimal("BUREAU_DEPOSIT_RATE", "3", least="0", most="100")
GROUP_PETITION_FROM = env.whole("BUREAU_GROUP_PETITION_FROM", 5, least=2, most=1000)
# Early warning of unemployment: each level is reached from a registered unemployment rate (%), a rise of that rate in
# three months (percentage points), or a number of layoffs announced in the month (persons) on.
WARNING_RATE = env.falling("BUREAU_WARNING_RATE", "red:5.5,orange:5,yellow:4.6,blue:4.3", least="0", most="100")
WARNING_CHANGE = env.falling("BUREAU_WARNING_CHANGE", "red:1,orange:0.6,yellow:0.4,blue:0.2", least="0.01", most="100")
WARNING_LAYOFFS = env.falling(
    "BUREAU_WARNING_LAYOFFS", "red:500,orange:200,yellow:100,blue:50", least="1", most="1000000"
)
# A fund whose balance pays for fewer months than this is marked as short.
FUND_MONTHS_WARNING = env.decimal("BUREAU_FUND_MONTHS_WARNING", "3", least="0", most="60")
# The password that all demonstration accounts share, in a file that only its owner can read.
DEMO_PASSWORD_FILE = VAR_DIR / "demo-password"
