import Billing
import Bytes
import Content
import Quantities
import Site
import Situation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Measures what no verb does by itself: parts of the work, inside one process. `Benchmarks/run.py` starts it and
// compares the figures; `ORCHSITE_BENCH=1` adds it to the package.

@main struct Probe {
  static func main() async throws {
    guard CommandLine.arguments.count == 4, let asOf = Instant(CommandLine.arguments[2]),
      let runs = Int(CommandLine.arguments[3])
    else {
      print("usage: orchsite-bench WORKSPACE AS-OF RUNS")
      return
    }
    let board = try await Board(home: CommandLine.arguments[1], asOf: asOf)
    var best: [(name: String, time: Time)] = []
    for _ in 0..<runs {
      // In turn, so that a noisy machine is noisy for all of them.
      for (place, measurement) in measurements.enumerated() {
        let time = try await Time.of { try await measurement.work(board) }
        if place == best.count {
          best.append((measurement.name, time))
        } else {
          best[place].time = Time(
            wall: min(best[place].time.wall, time.wall),
            processor: min(best[place].time.processor, time.processor))
        }
      }
    }
    var writer = JSONWriter(options: [])
    writer.object { writer in
      for (name, time) in best {
        writer.key(name)
        writer.object { writer in
          writer.field("wall_us", time.wall)
          writer.field("processor_us", time.processor)
        }
      }
    }
    print(String(decoding: writer.endLine(), as: UTF8.self), terminator: "")
  }

  /// What is measured. A line more is a figure more in the answer.
  static let measurements: [(name: String, work: @Sendable (Board) async throws -> Void)] = [
    ("scan, front matter", { keep(try await Scan.run($0.files, .frontMatter)) }),
    ("scan, body facts", { keep(try await Scan.run($0.files, .bodyFacts)) }),
    ("scan, html", { keep(try await Scan.run($0.files, .site)) }),
    ("scan of front matter and link", { keep(try await Workspace.load($0.files, .frontMatter, asOf: $0.asOf)) }),
    ("link", { keep(Workspace(linking: $0.scan, asOf: $0.asOf)) }),
    ("update of one file", { keep(try await $0.scan.updating([$0.task], from: $0.files)) }),
    ("update of every file", { keep(try await $0.scan.updating($0.scan.files.map(\.path), from: $0.files)) }),
    (
      "update of one file and link",
      { keep(Workspace(linking: try await $0.scan.updating([$0.task], from: $0.files), asOf: $0.asOf)) }
    ),
    ("situation and list of pages", { keep($0.pages()) }),
    ("a hundred task pages on request", { board in for path in board.taskPages { keep(board.site.render(path)) } }),
  ]
}

/// A workspace as a server would hold it.
struct Board {
  let files: ContentFiles
  let asOf: Instant
  let scan: Scan
  /// The path of some task.
  let task: String
  let workspace: Workspace
  let templates: TemplateLibrary
  private let home: String
  let site: SitePages
  /// Of a hundred tasks, spread over the list of pages; of fewer, some several times.
  let taskPages: [String]

  init(home: String, asOf: Instant) async throws {
    files = .onDisk(home: home)
    self.asOf = asOf
    scan = try await Scan.run(files, .site)
    let tasks = scan.files.filter { if case .record(.task) = $0.content { true } else { false } }
    task = tasks.isEmpty ? Scan.indexPath : tasks[tasks.count / 2].path
    workspace = Workspace(linking: scan, asOf: asOf)
    templates = try TemplateLibrary()
    self.home = home
    site = Self.pages(workspace, scan, templates, home)
    let pages = site.paths.filter { $0.hasPrefix("tasks/") }
    taskPages = pages.isEmpty ? [] : (0..<100).map { pages[$0 * pages.count / 100] }
  }

  /// What a server makes between a save and a page.
  func pages() -> SitePages { Self.pages(workspace, scan, templates, home) }

  private static func pages(
    _ workspace: Workspace, _ scan: Scan, _ templates: TemplateLibrary, _ home: String
  ) -> SitePages {
    SitePages(
      BoardSituation(of: workspace, invoices: InvoiceBook(workspace)), Renderings(scan),
      attachments: .onDisk(home: home), templates: templates, version: "0")
  }
}

/// In microseconds. Processor time counts what all threads did.
struct Time {
  let wall: Int
  let processor: Int

  static func of(_ work: @Sendable () async throws -> Void) async rethrows -> Time {
    let (wall, processor) = (microseconds(CLOCK_MONOTONIC), microseconds(CLOCK_PROCESS_CPUTIME_ID))
    try await work()
    return Time(
      wall: microseconds(CLOCK_MONOTONIC) - wall, processor: microseconds(CLOCK_PROCESS_CPUTIME_ID) - processor)
  }

  private static func microseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int(time.tv_sec) * 1_000_000 + time.tv_nsec / 1_000
  }
}

/// Takes a result, so that nobody finds out that it is not needed. Giving it back is part of the time.
@inline(never) func keep(_ result: some Sendable) {}
