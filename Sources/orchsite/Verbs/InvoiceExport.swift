import Actions
import ArgumentParser
import Arguments
import Billing
import Bytes
import Diagnostics
import Terminal

struct InvoiceExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print issued documents for other programs.",
    usage: "orchsite invoice export <number> ... --format ubl|csv|json [-o <dir>] [<options>]",
    discussion: """
      ubl is UBL 2.1 after EN 16931, one XML document for each; csv has a row for each line; json has everything. \
      With --output, ubl goes into files named after the numbers.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: "ubl, csv or json.") var format: ExportInvoices.Format
  @Option(
    name: [.short, .long], help: ArgumentHelp("The folder for NUMBER.xml.", valueName: "dir"), completion: .directory)
  var output: String?
  @Flag(help: "Replace files there that have other content.") var force = false
  @Flag(help: "Print as JSON which files were written.") var json = false
  @Argument(help: ArgumentHelp("Numbers of invoices and credit notes.", valueName: "number")) var numbers: [String] = []

  private var request: ExportInvoices {
    var request = ExportInvoices(numbers, as: format)
    request.output = output.map { $0.isEmpty ? $0 : home.fromStart($0) }
    request.isForced = force
    return request
  }

  func validate() throws {
    try request.validateArguments()
    if json, output == nil, format != .json {
      throw ValidationError("--json says which files were written: it goes with --output")
    }
  }

  func run() async throws {
    switch try await options.call(request, in: home) {
    case .bytes(let bytes): try say(ExportedBytes(bytes: bytes), asData: true)
    case .documents(let documents): try say(ExportedData(documents: documents), asData: true)
    case .files(let files): try say(ExportedFiles(files: files), asData: json)
    }
  }
}

extension ExportInvoices.Format: ExpressibleByArgument {}

private struct ExportedBytes: DataAnswer {
  let bytes: [UInt8]

  func text(on screen: Screen) -> String { String(decoding: bytes, as: UTF8.self) }
  func data() -> [UInt8] { bytes }
}

private struct ExportedData: ObjectAnswer {
  let documents: [BookedDocument]

  func text(on screen: Screen) -> String { String(decoding: data(), as: UTF8.self) }

  var kind: String { "invoices" }

  func write(to writer: inout JSONWriter) {
    writer.array("invoices") { writer in documents.forEach { writer.document($0) } }
  }
}

private struct ExportedFiles: ObjectAnswer {
  let files: [ExportInvoices.File]

  func text(on screen: Screen) -> String {
    files.map { "\($0.state.rawValue) \($0.path)".printable + "\n" }.joined()
  }

  var kind: String { "invoice export" }

  func write(to writer: inout JSONWriter) {
    writer.array("files") { writer in
      for file in files {
        writer.object { writer in
          writer.field("number", file.number)
          writer.field("path", file.path)
          writer.field("state", file.state.rawValue)
        }
      }
    }
  }
}
