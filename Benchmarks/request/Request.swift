import Billing
import Content
import Quantities
import Site
import Situation

/// What a server waits for between a save and a page: `orchsite-request HOME`, on a workspace of `generate.py`.
@main struct Request {
  static func main() async throws {
    let home = CommandLine.arguments[1]
    let workspace = Workspace(
      linking: try await Scan.forSite(.onDisk(home: home), concurrency: 2),
      asOf: Instant("2026-01-15T12:00:00Z") ?? Instant(milliseconds: 0))
    let book = InvoiceBook(workspace)
    let templates = try TemplateLibrary()

    func pages() -> SitePages {
      SitePages(
        BoardSituation(of: workspace, invoices: book), attachments: .onDisk(home: home), templates: templates,
        version: "0")
    }
    let site = pages()
    let tasks = site.paths.filter { $0.hasPrefix("tasks/") }
    let making = best(of: 20) { _ = pages() }
    let one = best(of: 5) { for path in tasks { _ = site.render(path) } } / Double(tasks.count)
    print("\(tasks.count) tasks: situation and list of pages \(making) ms, one task page \(one) ms")
  }

  /// Milliseconds of the fastest of several runs.
  private static func best(of runs: Int, _ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    return (0..<runs).map { _ in clock.measure(work) / .milliseconds(1) }.min() ?? 0
  }
}
