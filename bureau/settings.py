"""Settings of the portal, all from the environment.

docs/operations.md lists the variables. A value that makes no sense stops the
start with one sentence; with DEBUG off nothing secret has a default.
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
# Plain http, as on an intranet without certificates, is said by SECURE_SSL=0.
SECURE_SSL = env.flag("SECURE_SSL", default=not DEBUG)
# A proxy in front that ends TLS and sets X-Forwarded-Proto itself; believed only when told so.
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
# Hashed names and compressed copies need `collectstatic` first, so tests and development do without.
STATIC_HASHED = env.flag("STATIC_HASHED", default=not DEBUG)

ROOT_URLCONF = "bureau.urls"
WSGI_APPLICATION = "bureau.wsgi.application"

INSTALLED_APPS = [
    # Named in full: its module holds the admin's configuration as well.
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
    # Installed, so that its OpenAPI page takes scripts from here and not from a CDN.
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *(["whitenoise.middleware.WhiteNoiseMiddleware"] if STATIC_HASHED else []),
    # Before whatever reads or writes a body, and so the last to touch it on its way out.
    "bureau.compression.TextCompression",
    "bureau.caching.no_store_middleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bureau.language.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "bureau.busy.BusyMiddleware",
    # Last, so that it turns a lock-out into its page.
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
        # Takes the write lock when a transaction begins: two writers wait for
        # each other and neither fails half-way with "database is locked".
        "transaction_mode": "IMMEDIATE",
        # Seconds of each of the tries that a verb has (`targets.busy`).
        "timeout": 8,
        "init_command": ("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"),
    }
else:
    # As long waits on PostgreSQL who needs a row that somebody else is writing.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=8s"

# Reasons are whole sentences, not the hundred characters that the library allows by default.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

CACHES = {
    "default": env.cache("CACHE_URL"),
    # What a worker had in its hands last; everything in it is kept in the other as well, or made quickly.
    "near": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "near",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

MEDIA_ROOT = VAR_DIR / "media"
# Evidence is handed out by a view that asks who may see it; nothing serves this folder.
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
# A grid of 130 units and 46 indicators is some 6,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---- Language, time, numbers ------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
# Each by its own name, as the switch shows it.
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
# The portal's day; None is the real date.
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
# In the database and not in each worker's memory, where a signed-out session would live on.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A working day, counted from the sign-in: a sliding age would cost a write at every page.
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
# Office computers are shared.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

AXES_FAILURE_LIMIT = env.whole("BUREAU_LOGIN_FAILURES", 5, least=1, most=100)
AXES_COOLOFF_TIME = timedelta(minutes=env.whole("BUREAU_LOGIN_LOCK_MINUTES", 15, least=1, most=1440))
# Both together: a stranger cannot lock a colleague out from another computer.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# ---- Headers and cookies ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Bootstrap's own icons are data: addresses inside its style sheet.
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
# The promise of https is made for this host alone, its neighbours are not ours; plain http is chosen above.
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

# Day of the following month by which a report is due.
REPORT_DEADLINE_DAY_DISTRICT = env.whole("BUREAU_REPORT_DEADLINE_DAY_DISTRICT", 3, least=1, most=28)
REPORT_DEADLINE_DAY_CITY = env.whole("BUREAU_REPORT_DEADLINE_DAY_CITY", 5, least=1, most=28)
# Shares of what was due by now: from which on ahead, and from which on only behind rather than far behind.
PACE_AHEAD_FROM = env.decimal("BUREAU_PACE_AHEAD_FROM", "1.05", least="1", most="10")
PACE_BEHIND_FROM = env.decimal("BUREAU_PACE_BEHIND_FROM", "0.90", least="0", most="1")
# Asked to be explained: times the mean of the months before, % of a stock, points of a rate.
EXPLAIN_FLOW_TIMES = env.decimal("BUREAU_EXPLAIN_FLOW_TIMES", "3", least="1", most="100")
EXPLAIN_STOCK_CHANGE = env.decimal("BUREAU_EXPLAIN_STOCK_CHANGE", "30", least="0", most="1000")
EXPLAIN_RATE_POINTS = env.decimal("BUREAU_EXPLAIN_RATE_POINTS", "10", least="0", most="100")
RATE_DECIMALS = env.whole("BUREAU_RATE_DECIMALS", 2, least=0, most=4)
EVIDENCE_MAX_MB = env.whole("BUREAU_EVIDENCE_MAX_MB", 10, least=1, most=200)
# What one workbook may hold; beyond it, reading stops with a sentence. Rows count those of all its sheets.
IMPORT_MAX_MB = env.whole("BUREAU_IMPORT_MAX_MB", 10, least=1, most=200)
IMPORT_MAX_UNPACKED_MB = env.whole("BUREAU_IMPORT_MAX_UNPACKED_MB", 200, least=1, most=2000)
IMPORT_MAX_SHEETS = env.whole("BUREAU_IMPORT_MAX_SHEETS", 60, least=1, most=1000)
IMPORT_MAX_ROWS = env.whole("BUREAU_IMPORT_MAX_ROWS", 120_000, least=1, most=1_000_000)
IMPORT_MAX_COLUMNS = env.whole("BUREAU_IMPORT_MAX_COLUMNS", 1000, least=1, most=16_384)
IMPORT_MAX_SECONDS = env.whole("BUREAU_IMPORT_MAX_SECONDS", 60, least=1, most=3600)
# Days before its deadline from which on a case is shown as due soon.
DUE_SOON_DAYS = env.whole("BUREAU_DUE_SOON_DAYS", 7, least=0, most=365)
# Labour relations and migrant workers: the bureau's own scale of integrity grades, the best first (2007 had no
# national one); the wage deposit in percent of the cost by grade, and for a grade without a rate of its own; from
# how many persons on a petition is a group's.
INTEGRITY_GRADES = env.scale("BUREAU_INTEGRITY_GRADES", "A,B,C,D", longest=20)
DEPOSIT_RATES = env.rates("BUREAU_DEPOSIT_RATES", "A:1,B:2,C:3,D:5", least="0", most="100")
DEPOSIT_RATE = env.decimal("BUREAU_DEPOSIT_RATE", "3", least="0", most="100")
GROUP_PETITION_FROM = env.whole("BUREAU_GROUP_PETITION_FROM", 5, least=2, most=1000)
# Early warning of unemployment: from which registered rate (%), rise in three months (points) and layoffs announced
# in the month (persons) each level is reached.
WARNING_RATE = env.falling("BUREAU_WARNING_RATE", "red:5.5,orange:5,yellow:4.6,blue:4.3", least="0", most="100")
WARNING_CHANGE = env.falling("BUREAU_WARNING_CHANGE", "red:1,orange:0.6,yellow:0.4,blue:0.2", least="0.01", most="100")
WARNING_LAYOFFS = env.falling(
    "BUREAU_WARNING_LAYOFFS", "red:500,orange:200,yellow:100,blue:50", least="1", most="1000000"
)
# Months that a fund's balance must pay for; below, it is marked as short.
FUND_MONTHS_WARNING = env.decimal("BUREAU_FUND_MONTHS_WARNING", "3", least="0", most="60")
# The one password of the demonstration accounts, readable by its owner only.
DEMO_PASSWORD_FILE = VAR_DIR / "demo-password"
