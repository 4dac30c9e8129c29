import MCP

/// What the answers of verbs look like in JSON. That they do is tested against the answers themselves.
enum AnswerSchema {
  static let brief = answer(
    "brief", .init("task", .text), .init("worker", .text), .init("text", .text), .init("answers", answers),
    .init("collisions", texts), .init("instructions_behind", texts),
    .init("others", .list(of: .object([.init("task", .text), .init("files", texts)]))))

  static let report = change(
    "report", .init("task", .text), .init("update", .text), .init("status", .text), .init("ready_for_merge", .flag),
    .init("minutes", .wholeNumber.orNull), .init("commits", .wholeNumber.orNull), .init("blockers", texts),
    .init("answers", answers), .init("collisions", texts), .init("pushed", .text.orNull), .init("queued", .text.orNull),
    .init("finished", texts))

  static let status = answer(
    "status", .init("project", .text), .init("as_of", .text), .init("current_sprint", .text.orNull),
    .init(
      "repos",
      .list(
        of: .object([
          .init("repo", .text), .init("problem", .text.orNull), .init("branch", .text.orNull, isRequired: false),
          .init("base", .text, isRequired: false), .init("uncommitted", .wholeNumber.orNull, isRequired: false),
          .init("version", .text.orNull, isRequired: false),
          .init("behind_remote", .wholeNumber.orNull, isRequired: false),
        ]))),
    .init(
      "work",
      .list(
        of: .object([
          .init("task", .text), .init("status", .text), .init("worker", .text.orNull), .init("state", .text.orNull),
          .init("since", .text.orNull), .init("active_minutes", .wholeNumber.orNull),
          .init("commits", .wholeNumber.orNull, isRequired: false),
          .init("uncommitted", .wholeNumber.orNull, isRequired: false),
          .init("merged", .flag.orNull, isRequired: false),
        ]))),
    .init("last_look", .text.orNull),
    .init("new_reports", .list(of: .object([.init("task", .text), .init("update", update)]))),
    .init("needs", .list(of: need)), .init("board", .object([])))

  static let inbox = answer("inbox", .init("as_of", .text), .init("items", .list(of: need)))

  static let next = answer(
    "next",
    .init(
      "next",
      .list(
        of: .object([
          .init("task", .text), .init("title", .text), .init("why", .text.orNull), .init("command", .text.orNull),
        ]))),
    .init("more", .wholeNumber),
    .init("waiting", .list(of: .object([.init("task", .text), .init("reason", .text.orNull)]))))

  static let conflicts = answer(
    "conflicts", .init("complete", .flag),
    .init(
      "repos",
      .list(
        of: .object([
          .init("repo", .text), .init("branches", .wholeNumber),
          .init(
            "collisions",
            .list(
              of: .object(
                [.init("task", .text)] + other + [
                  .init(
                    "files",
                    .list(of: .object([.init("path", .text), .init("kind", .text), .init("lines", texts)]))),
                  .init("command", .text.orNull),
                ]))),
          .init(
            "shared",
            .list(of: .object([.init("task", .text)] + other + [.init("paths", texts), .init("regenerate", texts)]))),
          .init("merge_order", .list(of: .object([.init("task", .text), .init("adapts_to", texts)]))),
          .init("left_out", .list(of: .object([.init("task", .text), .init("path", .text)]))),
        ]))),
    .init("unread", .list(of: .object([.init("repo", .text), .init("reason", .text)]))))

  static let wait = answer(
    "wait", .init("timed_out", .flag), .init("event", .text, isRequired: false),
    .init("tasks", texts, isRequired: false), .init("text", .text.orNull, isRequired: false),
    .init("command", .text.orNull, isRequired: false), .init("update", update, isRequired: false),
    .init("more", .wholeNumber, isRequired: false))

  static let created = change("created", .init("path", .text))

  static let moved = change(
    "task move",
    .init(
      "tasks",
      .list(
        of: .object([
          .init("task", .text), .init("from", .text), .init("to", .text), .init("written", .flag),
        ]))))

  static let set = change(
    "task set",
    .init(
      "tasks",
      .list(
        of: .object([.init("task", .text), .init("written", .flag), .init("set", texts), .init("absent", texts)]))))

  static let unblocked = change("task unblock", .init("task", .text), .init("resolved", texts))
}

extension AnswerSchema {
  private static func answer(_ kind: String, _ members: Schema.Member...) -> Schema { object(kind, members) }

  /// Of a verb that writes.
  private static func change(_ kind: String, _ members: Schema.Member...) -> Schema {
    let warning = Schema.object([.init("message", .text), .init("help", .text.orNull)])
    return object(kind, [.init("dry_run", .flag)] + members + [.init("warnings", .list(of: warning))])
  }

  private static func object(_ kind: String, _ members: [Schema.Member]) -> Schema {
    .object([.init("schema", .wholeNumber), .init("kind", .oneOf([kind]))] + members)
  }

  private static let texts = Schema.list(of: .text)
  private static let answers = Schema.list(of: .object([.init("question", .text), .init("answer", .text)]))
  /// With what something collides: a task, or a base branch.
  private static let other: [Schema.Member] = [
    .init("other", .text, isRequired: false), .init("base", .text, isRequired: false),
  ]

  private static let update = Schema.object([
    .init("path", .text), .init("at", .text), .init("worker", .text), .init("status", .text),
    .init("ready_for_merge", .flag), .init("minutes", .wholeNumber.orNull), .init("commits", .wholeNumber.orNull),
    .init("head", .text.orNull), .init("done", texts), .init("next", texts), .init("blockers", texts),
    .init("resolves", texts), .init("corrects", .text.orNull), .init("text", .text),
  ])

  private static let need = Schema.object([
    .init("kind", .text), .init("tasks", texts), .init("detail", .text.orNull), .init("worker", .text.orNull),
    .init("since", .text.orNull), .init("path", .text.orNull), .init("invoice", .text.orNull),
    .init("command", .text.orNull), .init("unread", .flag, isRequired: false),
  ])
}
