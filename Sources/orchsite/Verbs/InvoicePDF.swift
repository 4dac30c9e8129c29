import Actions
import ArgumentParser
import Arguments
import Bytes
import Site
import Terminal

struct InvoicePDF: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pdf", abstract: "Make a PDF of a document, by the command that pdf in index.md names.",
    usage: "orchsite invoice pdf <number> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Argument(help: "The number of the invoice or credit note.", completion: Completions.documents) var number: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write; else NUMBER.pdf here.", valueName: "file"))
  var output: String?
  @Flag(help: "Replace a file that is there.") var force = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var approvals = Environment.approvals
    if json { approvals.ask = nil }
    var request = PrintInvoice(number, to: home.fromStart(output ?? "\(number).pdf"), approvals: approvals) {
      [number] situation, home throws(Refusal) in
      do throws(SiteRefusal) {
        return try RenderDocument(number, version: Orchsite.version).run(situation, home: home.path)
      } catch {
        throw Refusal(error)
      }
    }
    request.isForced = force
    let (home, talk, verb) = (try await home.find(), Talk(), request)
    let stage = Stage(now: try Clock.asOf(options.asOf), isNamed: options.asOf != nil, tell: talk.tell)
    let (result, signal) = await Interruption.heed { () throws(Refusal) in try await verb.run(in: home, stage) }
    if let signal { Interruption.end(by: signal) }
    try say(try result.get(), asData: json)
  }
}

extension PrintInvoice.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String { "created \(path)\n" }

  package var kind: String { "pdf" }

  package func write(to writer: inout JSONWriter) {
    writer.field("number", number)
    writer.field("path", path)
    writer.field("bytes", size)
  }
}
