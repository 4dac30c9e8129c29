import Actions
import Content
import Diagnostics
import Files
import Git
import Quantities
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Board {
  /// A board whose changes nobody commits: in a folder that is in no repository.
  static func quiet(_ files: [String: String] = [:], with repo: Repository? = nil) -> Board {
    Board(autoCommit("none").merging(files) { $1 }, isRepository: false, with: repo)
  }

  var home: Home { Home(path: folder.path, git: git(with: [:], at: folder.path)) }

  /// Git with nothing of the machine's settings. All tests share two threads with some that keep them for long: what
  /// git may take is no measure here.
  func git(with variables: [String: String], at folder: String) -> GitRunner {
    GitRunner(
      folder: folder, environment: environment.merging(variables) { $1 }.mapValues { .some($0) },
      timeLimit: .seconds(1_800), ownTimeLimit: .seconds(1_800))
  }

  /// Calls a verb in this process, and looks whether it was silent.
  @discardableResult
  func call<V: Verb>(
    _ verb: V, at moment: String? = nil, in home: Home? = nil, environment: [String: String] = [:],
    insisting: Bool = false, isDryRun: Bool = false, machine: String? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) async throws(Refusal) -> V.Outcome {
    let named = moment.map { instant($0) }
    var place = home ?? self.home
    if !environment.isEmpty { place = Home(path: place.path, git: git(with: environment, at: place.path)) }
    _ = StandardOutput.text
    defer { #expect(StandardOutput.text == "", sourceLocation: location) }
    var stage = Stage(now: named ?? instant("2026-01-08T10:00:00Z"), isNamed: named != nil)
    stage.insists = insisting
    stage.isDryRun = isDryRun
    stage.machine = machine
    return try await verb.run(in: place, stage)
  }

  /// Why a verb is refused; `nil` when it is not.
  func refusal(
    of verb: some Verb, at moment: String? = nil, in home: Home? = nil, _ location: SourceLocation = #_sourceLocation
  ) async -> Refusal? {
    do throws(Refusal) {
      try await call(verb, at: moment, in: home, location)
      return nil
    } catch {
      return error
    }
  }

  /// What `check` finds, as it would print it.
  func problems(asOf moment: String = "2026-01-08T23:59:59Z") async -> String {
    (try? await call(CheckContent(), at: moment)).map { DiagnosticPrinter().text($0.problems) } ?? "refused"
  }

  func set(_ task: String, _ assignments: String...) async throws(Refusal) -> SetTaskKeys.Outcome {
    try await call(SetTaskKeys(id(task), assignments.compactMap { Assignment($0) }))
  }

  func refusalOfSet(_ task: String, _ assignments: String...) async -> Refusal? {
    await refusal(of: SetTaskKeys(id(task), assignments.compactMap { Assignment($0) }))
  }
}

func id(_ text: String) -> TaskID { TaskID(text) ?? TaskID(repo: text, task: "") }
func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }
func day(_ text: String) -> Day { Day(text) ?? Day(ordinal: 0) }

extension Refusal {
  /// The problems that it names, as they are printed.
  var problems: String {
    switch self {
    case .content(let diagnostics), .worse(let diagnostics): DiagnosticPrinter(width: 80).text(diagnostics)
    case .after(_, let refusal): refusal.problems
    default: ""
    }
  }

  var isWorse: Bool { if case .worse = self { true } else { false } }
  var isUsage: Bool { if case .usage = self { true } else { false } }
}

func unlinkFile(_ path: String) { unlink(path) }

/// Whether a process runs: one that has ended, and that nobody has waited for yet, does not.
func isAlive(_ process: Int32) -> Bool {
  guard process > 1, kill(process, 0) == 0 else { return false }
  let status = (try? FileSystem.read("/proc/\(process)/stat", limit: 4096)).map { String(decoding: $0, as: UTF8.self) }
  return status?.contains(") Z ") != true
}
