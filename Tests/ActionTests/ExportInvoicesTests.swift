import Billing
import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Actions

@Suite struct ExportInvoicesTests {
  private static func invoice(_ number: String, seller: String = "name: Me, country: AT, vat_id: ATU1") -> String {
    """
    ---
    document:
      kind: invoice
      number: \(number)
      issued: 2026-01-02
      due: 2026-01-30
      currency: EUR
      seller: {\(seller)}
      buyer: {name: Acme, country: DE}
      lines:
        - {text: Work, minutes: 7, rate: "60.00", tax: V, amount: "7.00"}
      taxes:
        - {key: V, category: S, rate: "20", base: "7.00", tax: "1.40"}
      totals: {lines: "7.00", net: "7.00", tax: "1.40", total: "8.40", payable: "8.40"}
    ---
    """
  }

  private let board = Board.quiet([
    "content/invoices/INV-1.md": invoice("INV-1"), "content/invoices/INV-2.md": invoice("INV-2"),
    "content/invoices/INV-3.md": invoice("INV-3", seller: "name: Me"),
    "content/invoices/INV-4.md": "---\ndocument: {kind: invoice}\n---\n",
    "content/invoices/INV-5.md": invoice("INV-5").replacing("  lines", with: "  notes: [\" \"]\n  lines"),
    "content/invoices/drafts/acme.md": "---\nclient: acme\nlines: [{text: Work, refs: [time/acme/x]}]\n---\n",
  ])

  private func ubl(_ numbers: String..., to folder: String? = nil, force: Bool = false) -> ExportInvoices {
    var request = ExportInvoices(numbers, as: .ubl)
    request.output = folder.map { $0.hasPrefix("/") ? $0 : "\(board.folder.path)/\($0)" }
    request.isForced = force
    return request
  }

  @Test func oneDocumentIsTheAnswer() async throws {
    guard case .bytes(let bytes) = try await board.call(ubl("INV-1", "INV-1")) else {
      Issue.record("no bytes")
      return
    }
    let xml = String(decoding: bytes, as: UTF8.self)
    #expect(xml.contains("<cbc:InvoicedQuantity unitCode=\"MIN\">7</cbc:InvoicedQuantity>"))
    #expect(xml.contains("<cbc:BaseQuantity unitCode=\"MIN\">60</cbc:BaseQuantity>"))
  }

  @Test func severalGoIntoFilesAndNothingOfOthersIsReplaced() async throws {
    let folder = "\(board.folder.path)/out/xml"
    func files(_ states: ExportInvoices.File.State...) -> [ExportInvoices.File] {
      zip(["INV-2", "INV-1"], states).map { .init(number: $0, path: "\(folder)/\($0).xml", state: $1) }
    }
    func written(_ request: ExportInvoices) async throws -> [ExportInvoices.File] {
      guard case .files(let files) = try await board.call(request) else { return [] }
      return files
    }
    let request = ubl("INV-2", "INV-1", "INV-2", to: "out/xml")
    #expect(try await written(request) == files(.created, .created))
    #expect(try await written(request) == files(.unchanged, .unchanged))
    try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/INV-1.xml"))
    #expect(
      await board.refusal(of: request)
        == .answer(
          "nothing written: \(folder)/INV-1.xml is there with other content",
          help: "name another folder with --output, or replace it with --force"))
    #expect(board["out/xml/INV-1.xml"] == "mine")
    #expect(try await written(ubl("INV-2", "INV-1", to: "out/xml", force: true)) == files(.unchanged, .replaced))
    #expect(board["out/xml/INV-1.xml"]?.hasPrefix("<?xml") == true)
    // Where one of them cannot be, none is.
    #expect(await board.refusal(of: ubl("INV-1", "INV-3", to: "other")) != nil)
    #expect(FileSystem.kind(of: "\(board.folder.path)/other") == nil)
  }

  @Test func recordsAreNotOverwritten() async throws {
    for folder in ["content", "content/invoices", "content/new/deep", "out/../content"] {
      #expect(
        await board.refusal(of: ubl("INV-1", to: folder))
          == (folder == "out/../content"
            ? .file(FileError(.makeFolder, "\(board.folder.path)/out/..", .notFound))
            : .usage("--output is in content/, where only records are", help: "name a folder elsewhere")))
    }
    #expect(FileSystem.kind(of: "\(board.folder.path)/content/new") == nil)
  }

  @Test func whatMakesNoSenseIsRefused() async throws {
    #expect(await board.refusal(of: ubl()) == .usage("say which: the numbers of issued documents"))
    #expect(
      await board.refusal(of: ubl("INV-1", "INV-2"))
        == .usage("several documents as ubl are several files: name their folder with --output"))
    #expect(
      await board.refusal(of: ubl("INV-1", force: true)) == .usage("--force is about files: it goes with --output"))
    var table = ExportInvoices(["INV-1"], as: .csv)
    table.output = "out"
    #expect(await board.refusal(of: table) == .usage("--output is for ubl, which makes a file a document"))
  }

  @Test func unknownNumbersNameNearOnes() async throws {
    #expect(
      await board.refusal(of: ubl("INV-11"))
        == .answer("there is no invoice or credit note INV-11", help: "did you mean INV-1?"))
    #expect(
      await board.refusal(of: ubl("something"))
        == .answer("there is no invoice or credit note something", help: "orchsite invoice list shows all"))
    #expect(
      await board.refusal(of: ubl("acme"))
        == .answer("acme is a draft", help: "orchsite invoice issue gives it a number"))
    #expect(
      await Board.quiet().refusal(of: ubl("INV-1"))
        == .answer("there is no invoice or credit note INV-1", help: "nothing is there yet"))
  }

  @Test func whatIsWrongInAFileIsSaidAtItsPlace() async throws {
    func messages(_ request: ExportInvoices) async -> [String] {
      guard case .content(let problems) = await board.refusal(of: request) else { return [] }
      return problems.map { "\($0.file.path):\($0.position.line): \($0.code): \($0.message)" }
    }
    let third = await messages(ubl("INV-3"))
    #expect(
      third == [
        "content/invoices/INV-3.md:8: ubl: the seller has no VAT id or tax number (EN 16931 BR-CO-26)",
        "content/invoices/INV-3.md:8: ubl: the seller has no country (EN 16931 BR-09)",
      ])
    #expect(await messages(ubl("INV-4")).first?.hasPrefix("content/invoices/INV-4.md:2: missing: ") == true)
    // A note that could not be read would be left out in silence.
    for format in ExportInvoices.Format.allCases {
      #expect(
        await messages(ExportInvoices(["INV-5"], as: format)) == [
          "content/invoices/INV-5.md:10: value: an entry of the list is empty"
        ])
    }
    // The other formats need neither.
    guard case .documents(let documents) = try await board.call(ExportInvoices(["INV-3"], as: .json)) else {
      Issue.record("no documents")
      return
    }
    #expect(documents.map(\.document.number) == ["INV-3"])
  }
}
