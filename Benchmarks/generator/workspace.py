"""A workspace of N tasks: which records there are, what they say, and how they refer to each other.

First everything that others refer to is decided (names, states, sprints, boxes), then the files are written; so a
link can point anywhere and always leads somewhere.
"""

import datetime

from . import invoices, words
from .prose import Writer
from .randomness import Random

# A Thursday in the first week of the newest sprint.
AS_OF = "2026-06-18T09:00:00+02:00"
TODAY = datetime.date(2026, 6, 18)
CURRENT_START = datetime.date(2026, 6, 15)
SPRINT_DAYS = 7


class Task:
    __slots__ = (
        "repo", "slug", "title", "status", "sprint", "priority", "assignee", "labels", "estimate", "depends_on", "due",
        "created", "boxes", "updates", "client")

    @property
    def id(self):
        return f"{self.repo}/{self.slug}"


class Update:
    __slots__ = ("task", "at", "worker", "status", "minutes", "billable", "text", "name")


class Sprint:
    def __init__(self, number, start):
        self.slug = f"sprint-{number}"
        self.number = number
        self.start = start
        self.end = start + datetime.timedelta(days=SPRINT_DAYS - 1)


def generate(count, seed=20260618):
    """Yields (path below `content/`, text) of a workspace of `count` tasks."""
    random = Random(seed)
    repos = words.REPOS
    clients = {repo[0]: words.CLIENTS[index % len(words.CLIENTS)] for index, repo in enumerate(repos)}
    sprints = make_sprints(count)
    tasks = make_tasks(random, count, sprints, clients)
    updates = make_updates(random, count, tasks)
    links = Links(random, tasks)

    yield "index.md", index_file()
    for order, (slug, title, _) in enumerate(repos):
        yield f"repos/{slug}.md", repo_file(random, order, slug, title, clients[slug], links)
    for slug, name, country, rate in words.CLIENTS:
        yield f"clients/{slug}.md", client_file(slug, name, country, rate)
    for sprint in sprints:
        yield f"sprints/{sprint.slug}.md", sprint_file(random, sprint, links)
    languages = {slug: languages for slug, _, languages in repos}
    for task in tasks:
        yield f"tasks/{task.id}.md", task_file(random, task, links, languages[task.repo])
    for update in updates:
        yield f"updates/{update.task.id}/{update.name}.md", update_file(random, update, links)
    yield from decision_files(random, count, tasks, links)
    yield from invoices.invoice_files(random, max(1, count // 50), updates, words.CLIENTS)


# What there is


def make_sprints(count):
    """A hundredth of the tasks, at least two; the last is the current one."""
    total = max(2, count // 100)
    first = CURRENT_START - datetime.timedelta(days=SPRINT_DAYS * (total - 1))
    return [Sprint(number + 1, first + datetime.timedelta(days=SPRINT_DAYS * number)) for number in range(total)]


def make_tasks(random, count, sprints, clients):
    names, tasks = set(), []
    for index in range(count):
        task = Task()
        task.repo = random.pick(words.REPOS)[0]
        task.title, task.slug = name(random, task.repo, names)
        # Tasks are written in the order of their sprints; one in twelve was never planned.
        place = random.between(0, 11)
        task.sprint = None if place == 0 else sprints[index * len(sprints) // count]
        current = task.sprint is sprints[-1]
        if task.sprint is None:
            task.status = random.weighted((("todo", 88), ("cancelled", 12)))
        elif current:
            task.status = random.weighted(
                (("todo", 38), ("in-progress", 24), ("review", 10), ("done", 26), ("cancelled", 2)))
        else:
            task.status = random.weighted((("done", 93), ("cancelled", 7)))
        task.priority = random.weighted(((None, 40), ("low", 12), ("medium", 28), ("high", 16), ("urgent", 4)))
        begun = task.status not in ("todo", "cancelled")
        task.assignee = random.pick(words.WORKERS) if begun or random.chance(25) else None
        task.labels = random.shuffle(words.LABELS)[:random.weighted(((0, 25), (1, 40), (2, 25), (3, 10)))]
        task.estimate = random.weighted(((None, 30), ("2h", 15), ("4h", 25), ("1h30m", 5), ("8h", 15), ("90m", 10)))
        task.depends_on = dependencies(random, task, tasks)
        start = task.sprint.start if task.sprint else TODAY
        task.created = start - datetime.timedelta(days=random.between(1, 30))
        task.due = start + datetime.timedelta(days=random.between(2, 9)) if random.chance(20) else None
        task.boxes = None
        if random.chance(85):
            total = random.between(2, 9)
            ticked = {"done": total, "review": total - random.below(2), "in-progress": random.between(0, total - 1)}
            task.boxes = (ticked.get(task.status, 0), total)
        task.updates = []
        task.client = clients[task.repo]
        tasks.append(task)
    return tasks


def name(random, repo, taken):
    """A title, and the slug that it suggests, of which no other task of the repo has either."""
    while True:
        words_of_title = [random.pick(words.VERBS), random.pick(words.OBJECTS), random.pick(words.CONTEXTS)]
        title = " ".join(word for word in words_of_title if word)
        letters = "".join(letter if letter.isalnum() else " " for letter in title.lower())
        slug = "-".join(letters.split())[:60].rstrip("-")
        if (repo, slug) not in taken:
            taken.add((repo, slug))
            return title, slug


def dependencies(random, task, earlier):
    """Up to two earlier tasks, not far back, so that there is no circle; no open task waits for a cancelled one."""
    if not earlier or not random.chance(22):
        return []
    found = []
    for _ in range(random.between(1, 2)):
        other = earlier[-1 - random.below(min(len(earlier), 150))]
        if other.status != "cancelled" and other not in found:
            found.append(other)
    return found


def make_updates(random, count, tasks):
    """A quarter as many as tasks: first for those at work, then for finished ones, some with several."""
    active = [task for task in tasks if task.status in ("in-progress", "review")]
    finished = random.shuffle([task for task in tasks if task.status == "done"])
    updates, names = [], set()
    for task in active + finished:
        if len(updates) >= count // 4:
            break
        room = count // 4 - len(updates)
        wanted = random.weighted(((1, 30), (2, 25), (3, 20), (4, 12), (5, 8), (6, 5)))
        updates += make_history(random, task, min(wanted, room), names)
    return sorted(updates, key=lambda update: (update.at, update.name))


def make_history(random, task, wanted, names):
    days = sorted(random.below(SPRINT_DAYS - 2) for _ in range(wanted))
    if task.sprint.end >= TODAY:
        days = sorted(random.below((TODAY - CURRENT_START).days) for _ in range(wanted))
    history, last = [], None
    worker = task.assignee
    for index, day in enumerate(days):
        update = Update()
        update.task = task
        moment = datetime.datetime.combine(
            task.sprint.start + datetime.timedelta(days=day), datetime.time(random.between(8, 16), random.below(60)))
        if last and moment <= last:
            moment = last + datetime.timedelta(minutes=random.between(10, 50))
        last = update.at = moment
        is_last = index == len(days) - 1
        update.worker = "board" if is_last and index > 0 and task.status == "done" else worker
        update.status = task.status if is_last else "in-progress"
        update.text = {}
        update.minutes = update.billable = None
        if update.worker != "board":
            update.minutes = random.between(10, 230)
            update.billable = (update.minutes + 7) // 15 * 15 if random.chance(92) else None
            update.text = report(random, update, is_last)
        update.name = utc(update.at).strftime("%Y%m%dT%H%M%S000Z-") + update.worker
        history.append(update)
    task.updates = history
    return history


def report(random, update, is_last):
    text = {"done": random.shuffle(words.DONE)[:random.between(1, 4)]}
    if not is_last or update.status == "in-progress":
        text["next"] = random.shuffle(words.NEXT)[:random.between(1, 3)]
    if is_last and update.status == "in-progress" and random.chance(14):
        text["blockers"] = [random.pick(words.BLOCKERS)]
    elif update.status == "review":
        text["ready_for_merge"] = "true"
    return text


def offset(moment):
    """Summer time, near enough, so that instants are not all written with the same offset."""
    return 2 if 4 <= moment.month <= 10 else 1


def utc(moment):
    return moment - datetime.timedelta(hours=offset(moment))


class Links:
    """Links between records, relative to the file that is being written."""

    def __init__(self, random, tasks):
        self.random = random
        self.tasks = tasks

    def to_task(self, prefix):
        """A function that makes a link to some task; `prefix` leads from the file's folder to `content/`."""

        def link():
            task = self.random.pick(self.tasks)
            anchor = "#acceptance" if task.boxes and self.random.chance(25) else ""
            text = task.title[0].lower() + task.title[1:]
            return f"[{text}]({prefix}tasks/{task.id}.md{anchor})"

        return link


# What the files say


def front_matter(pairs):
    lines = ["---"]
    for key, value in pairs:
        if value is None or value == []:
            continue
        if isinstance(value, list) and key in ("done", "next", "blockers"):
            lines.append(f"{key}:")
            lines += [f"  - {quoted(item)}" for item in value]
        elif isinstance(value, list):
            lines.append(f"{key}: [{', '.join(value)}]")
        else:
            lines.append(f"{key}: {value}")
    return "\n".join(lines + ["---", ""])


def quoted(text):
    """A plain scalar where YAML takes it for one."""
    return f'"{text}"' if ":" in text or "#" in text else text


def task_file(random, task, links, languages):
    head = front_matter([
        ("title", task.title), ("status", task.status), ("sprint", task.sprint.slug if task.sprint else None),
        ("priority", task.priority), ("assignee", task.assignee), ("labels", task.labels), ("estimate", task.estimate),
        ("depends_on", [t.slug if t.repo == task.repo else t.id for t in task.depends_on]),
        ("due", task.due), ("created", task.created)])
    # The smaller of two: many short bodies, few long ones.
    size = min(random.between(500, 4000), random.between(500, 4000))
    writer = Writer(random, links.to_task("../../"), languages)
    return head + "\n" + writer.body(size, task.boxes)


def update_file(random, update, links):
    text = update.text
    head = front_matter([
        ("at", update.at.isoformat() + f"+{offset(update.at):02}:00"), ("worker", update.worker),
        ("status", update.status), ("minutes", update.minutes), ("billable_minutes", update.billable),
        ("commits", random.between(1, 14) if update.minutes else None),
        ("head", f"{random.next() >> 24:010x}" if update.minutes else None),
        ("done", text.get("done")), ("next", text.get("next")), ("blockers", text.get("blockers")),
        ("ready_for_merge", text.get("ready_for_merge"))])
    if update.worker == "board":
        return head + "\nMerged.\n"
    if random.chance(40):
        return head
    writer = Writer(random, links.to_task("../../../"), ("sh",))
    return head + "\n" + "\n\n".join(
        writer.fill(random.pick(words.NOTES)) for _ in range(random.between(1, 2))) + "\n"


def sprint_file(random, sprint, links):
    goal = f"{random.pick(words.PEOPLE)} can rely on {random.pick(words.OBJECTS)}."
    head = front_matter([
        ("title", f"Sprint {sprint.number}"), ("start", sprint.start), ("end", sprint.end),
        ("goal", goal[0].upper() + goal[1:]), ("capacity", f"{random.between(20, 60) * 4}h")])
    return head + "\n" + Writer(random, links.to_task("../"), ("sh",)).paragraph(3) + "\n"


def repo_file(random, order, slug, title, client, links):
    head = front_matter([
        ("title", title), ("order", order + 1), ("client", client[0]),
        ("branches", "{main: main, develop: develop}"), ("commands", "{test: make test, lint: make lint}"),
        ("url", f"https://git.ferrywise.example/ferrywise/{slug}")])
    return head + "\n" + Writer(random, links.to_task("../"), ("sh",)).body(900)


def client_file(slug, name_of_client, country, rate):
    head = front_matter([
        ("name", name_of_client), ("country", country), ("currency", "EUR"), ("rate", f'"{rate}"'),
        ("tax", invoices.tax_of(country)), ("terms_days", 30), ("vat_id", invoices.vat_id(slug, country)),
        ("address", ["Quay 4", f"{country} harbour"]), ("email", f"accounts@{slug}.example")])
    return head + "\nOne invoice a month, grouped by task.\n"


def decision_files(random, count, tasks, links):
    """One for a hundred tasks, at least three."""
    for number in range(max(3, count // 100)):
        task = tasks[number * len(tasks) // max(3, count // 100)]
        date = task.created
        title = f"{random.pick(words.OBJECTS)} {random.pick(words.DECIDED)}"
        head = front_matter([
            ("title", title[0].upper() + title[1:]), ("date", date), ("repo", task.repo), ("task", task.id),
            ("worker", random.pick(words.WORKERS)), ("tags", random.shuffle(words.LABELS)[:2])])
        writer = Writer(random, links.to_task("../"), ("sh",))
        body = "\n\n".join(
            f"## {heading}\n\n{writer.paragraph(2)}" for heading in ("Context", "Decision", "Consequences"))
        slug = "-".join(title.lower().replace("-", " ").split())
        yield f"decisions/{date}-{number + 1}-{slug}.md", head + "\n" + body + "\n"


def index_file():
    return """---
project: Ferrywise
language: en
custom_fields: [ticket]
site:
  title: Ferrywise
seller:
  name: Ferrywise Software GmbH
  address: [Hafenstraße 12, 1020 Wien]
  country: AT
  vat_id: ATU00000000
  email: office@ferrywise.example
  iban: AT000000000000000000
billing:
  currency: EUR
  rate: "95.00"
  terms_days: 30
  tax: AT20
  agent_time: manual
  series: {invoice: "INV-{year}-{seq:4}"}
  paper: A4
taxes:
  AT20: {category: S, rate: "20"}
  RC: {category: AE, rate: "0", note: Reverse charge, code: VATEX-EU-AE}
  EX: {category: G, rate: "0", note: Export, code: VATEX-EU-G}
---

Ferrywise sells tickets for six ferry lines. The work is spread over eight repositories:

- [API](repos/api.md), [payments](repos/payments.md) and [search](repos/search.md): the services
- [web](repos/web.md), [mobile](repos/mobile.md) and the [back office](repos/backoffice.md): what people see
- [infrastructure](repos/infra.md) and [data](repos/data.md): what they stand on

1. A task belongs to one repository and gets one feature branch.
2. Whoever works on it reports at least once a day.
3. Review happens within a working day.
"""
