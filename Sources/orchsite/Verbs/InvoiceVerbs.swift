import ArgumentParser

struct InvoiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoice", abstract: "Invoices, from drafts to payments.", subcommands: [InvoiceExport.self])
}
