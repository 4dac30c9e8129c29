import Actions
import Content
import Files
import Foundation
import Git
import TestSupport
import Testing

/// Two machines, anna and bertha, each with a clone of one bare remote.
final class Meeting: Sendable {
  /// Anna's home.
  let board: Board
  private let folder = TemporaryFolder()
  /// Of home, from the top of the repository; with a slash behind it.
  let prefix: String

  /// - Parameter place: home's folder in its repository.
  init(at place: String = "", hasRemote: Bool = true) {
    prefix = place.isEmpty ? "" : "\(place)/"
    board = Board(
      place.isEmpty ? Board.autoCommit("all") : Dictionary(uniqueKeysWithValues: Board.small.map { ($0.key, "") }))
    if !place.isEmpty {
      for (path, text) in Board.small.merging(Board.autoCommit("all"), uniquingKeysWith: { $1 }) {
        board.folder.put(text, at: "\(place)/\(path)")
      }
    }
    board.folder.put("code\n", at: "code.txt")
    board.folder.put(".home/\n.orchsite/\n", at: ".gitignore")
    board.commitAll("code")
    guard hasRemote else { return }
    git(["init", "--quiet", "--bare", "--initial-branch=main", remote], in: board.folder.path)
    board.git("remote", "add", "origin", remote)
    board.git("push", "--quiet", "--set-upstream", "origin", "main")
    git(["clone", "--quiet", remote, bertha], in: board.folder.path)
  }

  var remote: String { folder("origin.git") }
  var anna: String { board.folder.path }
  var bertha: String { folder("bertha") }

  private func home(_ machine: String) -> Home {
    let place = (machine == "anna" ? anna : bertha) + (prefix.isEmpty ? "" : "/\(prefix.dropLast())")
    return Home(path: place, git: board.git(with: [:], at: place))
  }

  @discardableResult
  func git(_ words: [String], in folder: String) -> String {
    let outcome = Command(["git"] + words, in: folder, environment: board.environment).outcome()
    return (outcome.code == 0 ? outcome.out : outcome.out + outcome.err).trimmingCharacters(in: .newlines)
  }

  @discardableResult
  func shell(_ script: String, on machine: String = "anna") -> String {
    let outcome = Command(
      ["sh", "-c", script], in: machine == "anna" ? anna : bertha, environment: board.environment
    ).outcome()
    return (outcome.out + outcome.err).trimmingCharacters(in: .newlines)
  }

  @discardableResult
  func call<V: Verb>(
    _ verb: V, on machine: String, at moment: String? = nil, insisting: Bool = false, isDryRun: Bool = false
  ) async throws(Refusal) -> V.Outcome {
    try await board.call(
      verb, at: moment, in: home(machine), insisting: insisting, isDryRun: isDryRun, machine: machine)
  }

  @discardableResult
  func sync(
    _ machine: String = "anna", insisting: Bool = false, isDryRun: Bool = false
  ) async throws(Refusal) -> SyncWorkspace.Outcome {
    try await call(SyncWorkspace(), on: machine, insisting: insisting, isDryRun: isDryRun)
  }

  func move(_ task: String, _ status: BoardTask.Status, on machine: String, at moment: String? = nil) async throws {
    try await call(MoveTask([id(task)], to: status), on: machine, at: moment)
  }

  /// Why a sync is refused, with ids of commits as ID and paths of homes by name.
  func refusal(_ machine: String = "anna") async -> String {
    do throws(Refusal) {
      try await sync(machine)
      return "not refused"
    } catch {
      return Self.text(error).replacing(home(machine).path, with: "HOME").replacing(remote, with: "REMOTE")
        .replacing(/\b[0-9a-f]{7,40}\b/, with: "ID")
    }
  }

  private static func text(_ refusal: Refusal) -> String {
    switch refusal {
    case .answer(let message, let help), .usage(let message, let help), .outside(let message, let help):
      message + (help.map { "\nhelp: \($0)" } ?? "")
    case .git(let error): "\(error)"
    case .after(_, let inner): text(inner)
    default: "\(refusal)"
    }
  }

  func head(_ machine: String = "anna") -> String {
    git(["rev-parse", "HEAD"], in: machine == "anna" ? anna : bertha)
  }

  func content(_ machine: String) -> [String: String] {
    let top = machine == "anna" ? anna : bertha
    var content: [String: String] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: "\(top)/\(prefix)content") ?? .init() {
      content[path] = (try? String(contentsOfFile: "\(top)/\(prefix)content/\(path)", encoding: .utf8)) ?? "folder"
    }
    return content
  }

  var areEqual: Bool { content("anna") == content("bertha") && head("anna") == head("bertha") }
}
