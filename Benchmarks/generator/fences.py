"""Fenced code, by language. `%d` is a number, `%s` an identifier."""

FENCES = {
    "swift": [
        "struct Fare: Sendable {\n  let %s: Int\n  let validUntil: Day?\n\n  func isValid(on day: Day) -> Bool {\n"
        "    guard let validUntil else { return true }\n    return day <= validUntil\n  }\n}",
        "for sailing in sailings where sailing.places > %d {\n  guard let quay = quays[sailing.id] else { continue }\n"
        "  board.append(Departure(sailing, quay: quay, note: \"a < b && c\"))\n}",
        "func hold(_ seats: [Seat], for duration: Duration = .seconds(%d)) async throws -> Hold {\n"
        "  try await store.transaction { store in\n    try await store.lock(seats.map(\\.id).sorted())\n"
        "    return try await store.insert(Hold(seats, until: .now + duration))\n  }\n}",
    ],
    "ts": [
        "export async function sailings(route: string, day: string): Promise<Sailing[]> {\n"
        "  const answer = await fetch(`/v3/sailings?route=${route}&day=${day}`);\n"
        "  if (!answer.ok) throw new Error(`sailings: ${answer.status}`);\n  return answer.json();\n}",
        "const visible = rows.filter((row) => row.%s != null && row.places > %d);\n"
        "list.replaceChildren(...visible.map(renderRow));",
    ],
    "css": [".departures > li {\n  display: grid;\n  grid-template-columns: 6ch 1fr %dch;\n  gap: 0.5rem;\n}"],
    "json": [
        "{\n  \"%s\": \"TRG-ROS\",\n  \"departs_at\": \"2026-07-04T22:30:00+02:00\",\n  \"places\": %d,\n"
        "  \"fares\": [{\"class\": \"flex\", \"cents\": 8950}, {\"class\": \"basic\", \"cents\": 6400}]\n}",
        "{\"error\": \"sailing_full\", \"retry_after\": %d, \"detail\": \"No place for a vehicle of this height\"}",
    ],
    "sql": [
        "select s.id, s.departs_at, count(b.id) as booked\nfrom sailings s\nleft join bookings b on b.sailing_id = s.id\n"
        "where s.departs_at >= now() - interval '%d days'\ngroup by s.id\nhaving count(b.id) > s.places\n"
        "order by s.departs_at;",
        "alter table bookings\n  add column refund_state text not null default 'none'\n"
        "  check (refund_state in ('none', 'pending', 'paid', 'failed'));\n"
        "create index concurrently bookings_refund on bookings (refund_state) where refund_state <> 'none';",
    ],
    "sh": [
        "curl -sS https://staging.ferrywise.example/v3/sailings?route=TRG-ROS \\\n  -H 'Accept: application/json' |\n"
        "  jq '.sailings[] | select(.places < %d) | .id'",
        "make test\nmake seed SAILINGS=%d\nswift run ferry import --dry-run fixtures/july.csv > report.txt 2>&1",
    ],
    "yaml": [
        "alerts:\n  - name: queue-length\n    query: max(queue_length{service=\"import\"}) > %d\n    for: 10m\n"
        "    notify: [night-shift]",
        "services:\n  search:\n    image: registry.ferrywise.example/search:${TAG}\n    deploy:\n      replicas: %d\n"
        "      resources: {limits: {memory: 512M}}",
    ],
    "python": [
        "def late(rows, limit=%d):\n    for row in rows:\n        if row[\"arrived\"] - row[\"planned\"] > limit * 60:\n"
        "            yield row[\"sailing\"], row[\"quay\"] or \"?\"",
    ],
    "diff": ["-  timeout: 30s\n+  timeout: %ds\n   retries: 3\n-  on_error: ignore\n+  on_error: report"],
}

TABLES = [
    (
        ("Route", "Sailings", "Full", "Note"),
        ["Trelleborg – Rostock", "Bari – Patras", "Oban – Craignure", "Larne – Cairnryan"],
    ),
    (
        ("Field", "Before", "After", "Used by"),
        ["`booking_id`", "`fareClass`", "`departs_at`", "`refund_state`", "`locale`"],
    ),
    (("Step", "p50 ms", "p99 ms", "Remark"), ["Search", "Quote", "Hold", "Pay", "Confirm"]),
]

REMARKS = ["as agreed", "see above", "", "since March", "*new*", "only in July", "`null` until paid", r"a \| b"]
