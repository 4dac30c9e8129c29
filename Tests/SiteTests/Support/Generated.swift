import TestSupport

/// A workspace of many tasks, the same in every run.
enum Generated {
  static func content(tasks count: Int) -> [String: String] {
    var random = SeededGenerator(seed: 7)
    var text = index
    let repos = ["api", "web", "app"]
    for slug in repos { text += repo(slug, "order: \(random.below(3))") }
    text += sprint("s1", "2025-12-22", "2026-01-04") + sprint("s2", "2026-01-05", "2026-01-18", "capacity: 200h")
    for number in 0..<count {
      let id = "\(random.pick(repos))/t\(number)"
      let status = random.pick(["todo", "todo", "in-progress", "review", "done", "done", "cancelled"])
      let other = "t\(random.below(count))"
      text += task(
        id, status, random.pick(["sprint: s1", "sprint: s2", "labels: [a, b]"]),
        random.pick(["priority: high", "priority: low", "assignee: ada", "due: 2026-01-\(10 + random.below(20))"]),
        "estimate: \(random.below(9))h", body: "- [x] a\n- [ ] b\n\n## H\n[link](\(other).md), [here](#h) & more\n")
      if random.below(3) > 0 {
        text += update(
          id, "\(10 + random.below(5))-10", random.pick(["ada", "bo", "cy"]), status, "minutes: \(random.below(300))",
          random.below(8) == 0 ? "blockers: [\"Why \(number)?\"]" : "done: [x]")
      }
    }
    return files(in: text)
  }
}
