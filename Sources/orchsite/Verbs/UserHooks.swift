import Actions
import Agents
import Arguments
import Bytes
import Diagnostics
import Files
import Terminal

extension InitCommand {
  /// `init --user-hooks`: the one file of a person's own that is ever written, and only with their yes.
  func installUserHooks() throws {
    let settings = agent.named.settings
    guard let person = Environment["HOME"], let state = Environment.stateFolder else {
      throw Refusal.outside("nobody knows where your settings are", help: "set HOME")
    }
    let folder = Environment[settings.variable] ?? "\(person)/\(settings.folder)"
    var request = InstallUserHooks(agent.named, folder: folder, stateFolder: state, program: Machine.program)
    request.isRemoving = remove
    request.isDryRun = true
    let planned = try request.run()
    if planned.isChange, !options.dryRun {
      guard yes || Asking.yesOrNo?("\(planned.words(isDone: false)). Do this?", true) == true else {
        throw Refusal.answer("nothing was done", help: "on a terminal you are asked; --yes does it")
      }
      request.isDryRun = false
    }
    let outcome = try request.run()
    try Program.end(
      Printer.print(
        UserHooksAnswer(outcome: outcome, isDone: !request.isDryRun, agent: agent.named), asData: options.json,
        isDryRun: options.dryRun))
  }
}

extension InstallUserHooks.Outcome {
  fileprivate var isChange: Bool {
    switch self {
    case .unchanged, .nothingThere: false
    case .added, .restored, .removedFile, .takenOut: true
    }
  }

  fileprivate var path: String {
    switch self {
    case .added(let path), .unchanged(let path), .restored(let path), .removedFile(let path), .takenOut(let path),
      .nothingThere(let path):
      path
    }
  }

  fileprivate func words(isDone: Bool) -> String {
    let would = isDone ? "" : "would "
    return switch self {
    case .added(let path): isDone ? "put the hooks into \(path)" : "\(would)put the hooks into \(path)"
    case .unchanged(let path): "\(path) has them"
    case .restored(let path): isDone ? "\(path) is as it was before" : "\(would)make \(path) what it was before"
    case .removedFile(let path): isDone ? "removed \(path), which held nothing else" : "\(would)remove \(path)"
    case .takenOut(let path):
      "\(isDone ? "took" : "\(would)take") the hooks out of \(path), which somebody has changed since; the rest stays"
    case .nothingThere(let path): "\(path) has no hooks of ours"
    }
  }

  fileprivate var name: String {
    switch self {
    case .added: "added"
    case .unchanged: "unchanged"
    case .restored: "restored"
    case .removedFile: "removed-file"
    case .takenOut: "taken-out"
    case .nothingThere: "nothing-there"
    }
  }
}

private struct UserHooksAnswer: ObjectAnswer {
  let outcome: InstallUserHooks.Outcome
  let isDone: Bool
  let agent: Agent

  func text(on screen: Screen) -> String {
    var text = "\(outcome.words(isDone: isDone).printable)\n"
    if isDone, case .added = outcome, agent.name == Agent.codex.name {
      text += "Codex asks about new hooks once: /hooks there\n"
    }
    return text
  }

  var kind: String { "init --user-hooks" }

  func write(to writer: inout JSONWriter) {
    writer.field("outcome", outcome.name)
    writer.field("file", outcome.path)
  }
}
