import Agents
import Bytes
import Files

/// Hooks of ours in a person's own settings, for sessions that are started by hand: in worktrees and workspaces they mark
/// and guard, elsewhere they end at once. The one file of a person's that this program writes.
package struct InstallUserHooks: Sendable {
  package let agent: Agent
  /// The folder of the agent's settings, absolute.
  package let folder: String
  /// The person's folder for state, absolute: the file as it was is kept there.
  package let stateFolder: String
  package let program: String
  package var isRemoving = false
  package var isDryRun = false

  package init(_ agent: Agent, folder: String, stateFolder: String, program: String) {
    self.agent = agent
    self.folder = folder
    self.stateFolder = stateFolder
    self.program = program
  }

  package enum Outcome: Sendable, Equatable {
    case added(String)
    case unchanged(String)
    /// As it was before, to the byte.
    case restored(String)
    /// It was not there before.
    case removedFile(String)
    /// Somebody has changed it since: our entries went, and theirs stay.
    case takenOut(String)
    case nothingThere(String)
  }

  private static let sizeLimit = 4 << 20

  private var keep: String { "\(stateFolder)/orchsite/user-hooks" }
  /// What the file was; missing where there was none.
  private var original: String { "\(keep)/\(agent.name).original" }
  /// What it became.
  private var written: String { "\(keep)/\(agent.name).written" }

  package func run() throws(Refusal) -> Outcome {
    let hooks = UserHooks(agent, program: program)
    let path = "\(folder)/\(agent.settings.name)"
    let place = try place(of: path)
    let now = try refusing {
      FileSystem.kind(of: place) == nil ? nil : try FileSystem.read(place, limit: Self.sizeLimit)
    }
    return isRemoving ? try remove(now, at: place, shown: path) : try add(now, hooks, at: place, shown: path)
  }

  /// Where the file is: a person may keep it elsewhere, and link to it.
  private func place(of path: String) throws(Refusal) -> String {
    switch FileSystem.kind(of: path) {
    case nil, .regular: return path
    case .symlink:
      let target = try refusing { try FileSystem.resolve(path) }
      guard FileSystem.kind(of: target) == .regular else { throw .answer("\(path) leads to no file") }
      return target
    default: throw .answer("\(path) is no file")
    }
  }

  private func add(_ now: [UInt8]?, _ hooks: UserHooks, at place: String, shown path: String) throws(Refusal) -> Outcome
  {
    guard let new = hooks.added(to: now) else {
      throw .answer(
        "\(path) cannot be added to: it is no JSON object, or its hooks are none",
        help: "mend it; claude says what is wrong with it: claude doctor")
    }
    if new == now { return .unchanged(path) }
    if isDryRun { return .added(path) }
    try refusing {
      try FileSystem.makeDirectories(keep)
      // Added to again, it is what it was before the first time that counts.
      let kept = try? FileSystem.read(written, limit: Self.sizeLimit)
      if kept == nil || kept != now {
        if let now {
          try FileSystem.writeAtomically(now, to: original)
        } else if FileSystem.kind(of: original) != nil {
          try FileSystem.removeFile(original)
        }
      }
      try FileSystem.writeAtomically(new, to: written)
      try FileSystem.makeDirectories(FileSystem.folder(of: place))
      try FileSystem.writeAtomically(new, to: place)
    }
    return .added(path)
  }

  private func remove(_ now: [UInt8]?, at place: String, shown path: String) throws(Refusal) -> Outcome {
    guard let now else { return .nothingThere(path) }
    guard let without = UserHooks.removed(from: now) else { return .nothingThere(path) }
    let isAsWritten = (try? FileSystem.read(written, limit: Self.sizeLimit)) == now
    let before = isAsWritten ? try? FileSystem.read(original, limit: Self.sizeLimit) : nil
    let outcome: Outcome =
      !isAsWritten ? .takenOut(path) : before == nil ? .removedFile(path) : .restored(path)
    if isDryRun { return outcome }
    try refusing {
      switch outcome {
      case .removedFile: try FileSystem.removeFile(place)
      default: try FileSystem.writeAtomically(before ?? without, to: place)
      }
      for file in [written, original] where FileSystem.kind(of: file) != nil { try FileSystem.removeFile(file) }
    }
    return outcome
  }
}
