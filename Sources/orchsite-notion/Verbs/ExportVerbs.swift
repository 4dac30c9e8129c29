import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Files
import Notion
import Terminal

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the requests that would bring the board to Notion, as files.",
    discussion: """
      No network, no token. The same content gives the same bytes; files that did not change are not written again, and \
      those of records that are gone are removed.
      """)

  @OptionGroup var options: BoardOptions
  @OptionGroup var reporting: ReportingOptions
  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write to; else notion/ in the workspace.", valueName: "dir"))
  var output: String?

  func validate() throws {
    guard output?.isEmpty != true else { throw ValidationError("--output names no folder: it is empty.") }
  }

  func run() async throws {
    let loaded = try await options.load()
    let folder = output.map(options.home.fromStart) ?? "\(loaded.home.path)/notion"
    let export = await Export(loaded.board)
    let summary = try ExportFolder(path: folder).write(export)
    try say(
      ExportReport(
        problems: reporting.graded(loaded.problems + loaded.board.warnings), reporting: reporting, export: export,
        pages: loaded.board.pages.count, summary: summary, folder: output ?? "notion"),
      asData: reporting.isData)
  }
}

private struct ExportReport: DataAnswer {
  let problems: [Diagnostic]
  let reporting: ReportingOptions
  let export: Export
  let pages: Int
  let summary: ExportFolder.Summary
  let folder: String

  var isFine: Bool { problems.errorCount == 0 }
  var isQuietAsData: Bool { false }

  func text(on screen: Screen) -> String { "" }
  func data() -> [UInt8] { reporting.data(of: problems, kind: "notion-export") }

  func talk(on screen: Screen) -> String {
    var text = reporting.isData ? "" : reporting.text(of: problems, on: screen)
    if !problems.isEmpty { text += DiagnosticPrinter.counts(problems) + "\n" }
    let removed = summary.removed > 0 ? ", \(summary.removed) removed" : ""
    text += "\(pages) pages, \(export.requests) requests, \(export.blocks) blocks: "
    text += "\(summary.written) files written, \(summary.unchanged) unchanged\(removed) → \(folder.printable)/\n"
    return text
  }
}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Hold an export against all limits of the service.",
    discussion: "Exits with 1 where a request would be refused, and says which and why.")

  @Argument(help: ArgumentHelp("The export; else notion/ here.", valueName: "dir")) var folder = "notion"
  @Option(name: .customShort("C"), help: ArgumentHelp("Act as if started in DIR.", valueName: "dir"))
  var directory: String?

  func run() throws {
    let path = folder.hasPrefix("/") ? folder : directory.map { "\($0)/\(folder)" } ?? folder
    var found: [String] = []
    var count = 0
    try ExportFolder(path: path).requests { file, request in
      count += 1
      let id = request["id"]?.text ?? "?"
      let body = request["body"] ?? .null
      if let problem = Self.problem(of: request) { found.append("\(file) \(id) \(problem)") }
      found += RequestLimits.problems(of: body, size: body.size).map { "\(file) \(id) \($0)" }
    }
    try say(CheckAnswer(found: found, count: count))
  }
}

extension CheckCommand {
  /// What is wrong around the body of a request.
  fileprivate static func problem(of request: JSONValue) -> String? {
    guard let method = request["method"]?.text, let path = request["path"]?.text, request["body"] != nil else {
      return "is no request: it needs method, path and body"
    }
    let known =
      switch (method, path.split(separator: "/").first) {
      case ("POST", "pages"), ("POST", "databases"), ("POST", "views"), ("PATCH", "pages"), ("PATCH", "blocks"): true
      default: false
      }
    return known ? nil : "\(method) \(path) is no request of an export"
  }
}

private struct CheckAnswer: Answer {
  let found: [String]
  let count: Int

  var isFine: Bool { found.isEmpty }

  func text(on screen: Screen) -> String {
    found.map { "\($0.printable)\n" }.joined()
      + (found.isEmpty
        ? "\(count) requests, all within the limits\n" : "\(found.count) problems in \(count) requests\n")
  }
}
