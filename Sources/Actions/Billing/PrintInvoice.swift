import Billing
import Bytes
import Content
import Files
import Quantities
import Situation

/// Makes a PDF of a document by the command that `pdf` of `index.md` names. Nothing is put into that text: where the
/// page is and where the PDF goes, its environment says.
package struct PrintInvoice: Verb {
  package let number: String
  /// The file to write, absolute or as seen from the process.
  package let output: String
  /// Whether a file that is there is replaced.
  package var isForced = false
  package let approvals: Approvals
  /// The page and the files that it needs, by path from one folder; the page first. nil where there is none.
  package let render: @Sendable (BoardSituation, Home) throws(Refusal) -> [(path: String, bytes: [UInt8])]?

  package static let pageVariable = "ORCHSITE_PAGE"
  package static let pdfVariable = "ORCHSITE_PDF"

  package init(
    _ number: String, to output: String, approvals: Approvals,
    render: @escaping @Sendable (BoardSituation, Home) throws(Refusal) -> [(path: String, bytes: [UInt8])]?
  ) {
    self.number = number
    self.output = output
    self.approvals = approvals
    self.render = render
  }

  package struct Outcome: Sendable, Equatable {
    package let number: String
    package let path: String
    package let size: Int
  }

  private static let limit = 256 << 20

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(.bodyFacts, asOf: stage.now)
    let ledger = WorkLedger(workspace)
    _ = try ledger.book.existingDocument(number)
    guard let command = RunnableText.pdf(in: workspace) else {
      throw .answer(
        "no command makes PDFs: pdf is not set in \(Scan.indexPath)",
        help:
          "orchsite build, then open site/invoices/\(number).html and print it; docs/billing.md has commands for pdf:")
    }
    if FileSystem.kind(of: output) != nil, !isForced {
      throw .answer("\(output) is there already", help: "name another with --output, or replace it with --force")
    }
    guard try approvals.allows(command, in: home.path) else {
      throw .answer(
        "not run, because nobody on this machine has approved it: \(command.text.split(separator: "\n").first ?? "")",
        help: "orchsite trust shows what waits, and asks")
    }
    let situation = BoardSituation(of: workspace, invoices: ledger.book, money: MoneyFacts(ledger))
    guard let files = try render(situation, home), let page = files.first else {
      throw .answer(
        "\(number) has no page", help: "site: {invoices: false} in \(Scan.indexPath) leaves money out of all pages")
    }
    let folder = try refusing { try FileSystem.makeTemporaryFolder() }
    defer { try? FileSystem.removeTree(folder) }
    try refusing {
      for file in files {
        let path = "\(folder)/\(file.path)"
        try FileSystem.makeDirectories(FileSystem.folder(of: path))
        try FileSystem.createExclusively(file.bytes, at: path)
      }
    }
    let pdf = "\(folder)/document.pdf"
    let shell = ShellCommand(
      text: command.text, folder: home.path,
      environment: [Self.pageVariable: "\(folder)/\(page.path)", Self.pdfVariable: pdf, "ORCHSITE_HOME": home.path])
    stage.tell(.running(command.text, in: home.path))
    let status = try await shell.run { stage.tell(.output($0)) }
    guard status == 0 else {
      throw .answer("the command ended with \(status), and there is no PDF", help: "its own words are above")
    }
    return try keep(pdf)
  }

  /// Takes what the command made, if it is a PDF.
  private func keep(_ pdf: String) throws(Refusal) -> Outcome {
    guard FileSystem.kind(of: pdf) == .regular else {
      throw .answer("the command made no PDF", help: "it has to write the file that \(Self.pdfVariable) names")
    }
    let bytes = try refusing { try FileSystem.read(pdf, limit: Self.limit) }
    guard bytes.starts(with: Array("%PDF-".utf8)) else {
      throw .answer("what the command made is no PDF", help: "it has to write the file that \(Self.pdfVariable) names")
    }
    try refusing {
      if isForced {
        try FileSystem.writeAtomically(bytes, to: output)
      } else {
        try FileSystem.createExclusively(bytes, at: output)
      }
    }
    return Outcome(number: number, path: output, size: bytes.count)
  }
}
