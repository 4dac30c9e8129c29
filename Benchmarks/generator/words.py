"""The vocabulary: a company that sells ferry tickets, with eight repositories. All names are made up."""

# slug, title, languages of its fences
REPOS = [
    ("api", "API", ("swift", "json", "sql", "sh")),
    ("web", "Web", ("ts", "json", "css", "sh")),
    ("mobile", "Mobile", ("swift", "json", "sh")),
    ("backoffice", "Back office", ("ts", "sql", "json")),
    ("payments", "Payments", ("swift", "sql", "json", "sh")),
    ("search", "Search", ("swift", "json", "yaml")),
    ("infra", "Infrastructure", ("yaml", "sh", "diff")),
    ("data", "Data", ("sql", "python", "sh")),
]

# slug, name, country, rate
CLIENTS = [
    ("aurora", "Aurora Ferries Ltd", "IE", "104.00"),
    ("belt", "Beltlinjen ApS", "DK", "112.50"),
    ("corsa", "Corsa Traghetti S.p.A.", "IT", "98.00"),
    ("donau", "Donau Schifffahrt GmbH", "AT", "95.00"),
    ("egeo", "Egeo Lines S.A.", "GR", "88.00"),
    ("fjord", "Fjordruter AS", "NO", "121.00"),
]

WORKERS = [
    "ada", "ben", "chen", "dara", "elif", "finn", "gita", "hugo-k", "ines", "jonas", "kira", "liam", "mara", "noor",
    "olga", "paul", "quin", "rosa", "sven", "tomas", "uma", "vera", "wim", "yara",
]

LABELS = [
    "accessibility", "api", "booking", "cleanup", "docs", "fares", "migration", "observability", "offline",
    "performance", "reporting", "security", "timetable", "ux",
]

VERBS = [
    "Add", "Cache", "Check", "Clean up", "Document", "Export", "Fix", "Import", "Limit", "Log", "Merge", "Migrate",
    "Move", "Paginate", "Print", "Remove", "Rename", "Replace", "Retry", "Show", "Sort", "Split", "Test", "Validate",
]

OBJECTS = [
    "boarding passes", "booking changes", "bus connections", "cabin upgrades", "cancellation fees", "car heights",
    "check-in times", "crew lists", "currency rates", "customer notes", "day tickets", "delay notices",
    "departure boards", "deposit refunds", "discount codes", "dog tickets", "email receipts", "fare classes",
    "fare rules", "freight quotes", "group bookings", "guest checkouts", "harbour fees", "invoice addresses",
    "language switches", "late arrivals", "loyalty points", "meal orders", "missed sailings", "no-show reports",
    "onboard sales", "passenger names", "payment retries", "port codes", "price alerts", "quay numbers",
    "return trips", "route maps", "sailing times", "search filters", "seat maps", "session tokens", "ship names",
    "standby lists", "tax lines", "ticket scans", "timetable imports", "trailer lengths", "vehicle types",
    "voucher balances", "waiting lists", "weather warnings", "webhook calls", "wheelchair places",
]

CONTEXTS = [
    "", "", "for agents", "for freight customers", "for groups", "for guests", "for the night boats",
    "for the summer timetable", "in emails", "in the app", "in the back office", "in the cache", "in the nightly job",
    "in the old importer", "in the search index", "in the terminal", "on phones", "on small screens",
    "on the confirmation page", "on the departure board", "when a sailing is full", "when the network is slow",
    "with several currencies", "without an account", "without a reload", "across time zones", "after a refund",
    "after midnight", "before departure", "before the audit", "by harbour", "by month", "by route", "by ship",
    "from the partner feed", "from spreadsheets",
]

NOUNS = [
    "the booking service", "the fare engine", "the importer", "the nightly job", "the payment provider",
    "the search index", "the seat map", "the session store", "the ticket printer", "the timetable feed",
    "the waiting list", "the departure board", "the partner's API", "the cache", "the message queue",
    "the read replica", "the confirmation page", "the check-in desk", "the event log", "the price table",
]

PEOPLE = [
    "agents at the desk", "customers", "drivers of lorries", "families", "passengers", "people on phones",
    "people who travel with dogs", "the accountants", "the harbour office", "the support team", "the crew",
    "groups", "guests without an account", "the night shift",
]

IDENTIFIERS = [
    "booking_id", "sailing_id", "fareClass", "departsAt", "seat_hold", "max_height_cm", "retryAfter", "port_code",
    "quoteExpiresAt", "passenger_count", "is_standby", "refund_state", "locale", "cursor", "idempotency_key",
    "valid_until", "vehicle_type", "voucherBalance", "X-Request-Id", "ETag", "FOR UPDATE SKIP LOCKED", "409", "429",
    "POST /v3/bookings", "GET /v3/sailings", "PATCH /v3/bookings/{id}", "make sailings", "Sources/Fares/Rules.swift",
]

# What a paragraph is made of. {n} noun, {N} noun with a capital, {p} people, {i} identifier in backquotes, {d} a
# number, {l} a link to another task or to the web.
SENTENCES = [
    "{N} answers {i} with the value of last season, and {p} see it as soon as they change the date.",
    "{N} holds a place for {d} minutes, but nothing gives it back when the payment fails.",
    "About {d} times a week {p} ask for this, mostly on Mondays.",
    "Until now {n} and {n} each kept a copy, and the two differ after every import.",
    "It is enough to read {i} once; everything behind it already takes a value.",
    "The limit of {d} is in the contract and must not be a setting.",
    "**Nothing may be lost** when {n} is restarted in the middle of it.",
    "We tried a trigger in the database first. It works, but nobody finds it again.",
    "See {l} for how the other half of it was done.",
    "This waits for {l}, which changes the shape of {i}.",
    "{N} is *not* the place for this: it knows nothing about fares.",
    "For {p} the wording matters more than the speed, so ask before changing a text.",
    "In the worst hour of July there were {d} requests a second; the median took {d} ms, the slowest {d} ms.",
    "When {n} is away, show what was known last, with its time, and try again after {d} s.",
    "The old code compares strings: `\"10:05\" < \"9:50\"` is true, and that is the whole bug.",
    "Prices are whole cents & never floating point; {i} is the only exception, and it goes away with this task.",
    "A test exists for {n}, but it sleeps for two seconds and asserts nothing.",
    "The names follow {l}; please keep to them even where they are a little odd.",
    "Three of the nine harbours have no quay numbers – leave the column empty there, don't write “n/a”.",
    "Zoë from the harbour office in Trelleborg has an example with all the odd cases.",
    "The partner sends dates as `DD.MM.YYYY` on weekdays and ISO 8601 on Sundays. Really.",
    "{P} should not notice anything, apart from the page being faster.",
    "After the release, look at the log for {i} for a day before the old path is removed.",
    "There is a flag for it, {i}, off by default and on for {d} % of the sessions.",
    "Cancelled sailings stay in the list; ~~hide them~~ grey them out, with the reason.",
    "Both ends are ours, so {i} can change without a version.",
]

STEPS = [
    "Read {i} from {n} instead of guessing it",
    "Write the migration, forwards only, and run it on a copy of last week's data",
    "Let {p} try it on staging",
    "Keep the old answer for {d} days behind {i}",
    "Measure before and after, with {d} sailings",
    "Tell {p} a week ahead",
    "Remove the copy in {n}",
    "Make {n} idempotent: the same {i} twice is one booking",
    "Say what went wrong in words, and log {i} with it",
    "Turn on the alert for {n}",
    "Ask {p} whether the wording is understood",
    "Compare with {l}",
    "An error in one row does not stop the other {d}",
    "Works with the keyboard alone",
    "The page still works with scripts off",
    "No request is made twice when {n} is slow",
    "Dates are shown in the time of the harbour, not of the reader",
    "Tests for the change of the clocks in March and October",
]

QUOTES = [
    "If a passenger has paid and we cannot say whether there is a place, then there is a place.",
    "The desk has forty seconds for a car. Everything that needs a second page is too slow.",
    "I would rather see yesterday's timetable with a warning than an empty page.",
    "We print two thousand of these a day; one line more is four rolls of paper.",
    "Please do not round. The accountants find the cent, every month.",
]

HEADINGS = [
    "Why", "What happens today", "What we want", "How", "Contract", "Not part of this", "Rollout", "Risks",
    "Measurements", "Edge cases", "Data", "Open questions", "Notes from the call", "Wording", "Migration",
]

DONE = [
    "Read path moved to the new table", "Tests for the odd cases", "Migration written and tried on a copy",
    "First version behind a flag", "Old endpoint answers with a sunset header", "Review comments worked in",
    "Numbers measured on staging", "Texts agreed with the desk", "Retry with a growing pause", "Dead code removed",
    "Errors say which row is wrong", "Index added; the query takes 4 ms now", "Contract written down",
    "Keyboard order fixed", "Fixture with a month of real sailings",
]

NEXT = [
    "Ask the harbour office for the missing codes", "Tests for the change of the clocks", "Run it on last year's data",
    "Review", "Remove the flag", "Documentation", "Try it on a slow phone", "Alert for the queue's length",
    "Clean up the importer", "Measure again with a warm cache",
]

BLOCKERS = [
    "Which of the two price tables is the right one?", "No access to the partner's staging system",
    "The certificate of the test terminal has expired", "Waiting for the wording of the refund notice",
    "May the old endpoint go away in July?", "The dump of last summer is incomplete",
]

DECIDED = ["are kept once", "belong to the API", "have no default", "are never deleted"]

NOTES = [
    "The importer took {d} s for a month before and takes {d} s now; most of it was {i}.",
    "Found on the way: {n} swallows errors of {i}. I wrote it down in {l}.",
    "One thing to decide: {n} could keep {i}, or {n} could. I would take the first.",
    "Nothing to see yet. {N} is prepared, the switch comes with the next step.",
    "Tried it with {p}; two words changed, nothing else.",
]
