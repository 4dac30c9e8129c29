import Billing
import Bytes
import Content
import Diagnostics
import Files
import FrontMatter

/// Issued documents in a form that other programs read. Writes nothing in `content/`.
package struct ExportInvoices: Verb {
  package enum Format: String, Sendable, CaseIterable {
    /// UBL 2.1 as EN 16931 has it, a file a document.
    case ubl
    /// A row a line.
    case csv
    case json
  }

  package let numbers: [String]
  package let format: Format
  /// The folder for the files of `ubl`, absolute or as seen from the process.
  package var output: String?
  /// Whether files with other content are replaced.
  package var isForced = false

  package init(_ numbers: [String], as format: Format) {
    self.numbers = numbers
    self.format = format
  }

  package enum Outcome: Sendable {
    /// The one answer, as it is.
    case bytes([UInt8])
    /// In the order that was asked for.
    case documents([BookedDocument])
    case files([File])
  }

  package struct File: Sendable, Equatable {
    package let number: String
    /// In the folder as it was named.
    package let path: String
    package let state: State

    package enum State: String, Sendable {
      case created
      case unchanged
      case replaced
    }
  }

  package func validate() throws(Refusal) {
    guard !numbers.isEmpty else { throw .usage("say which: the numbers of issued documents") }
    if format != .ubl, output != nil { throw .usage("--output is for ubl, which makes a file a document") }
    if output?.isEmpty == true { throw .usage("--output names no folder: it is empty.") }
    if isForced, output == nil { throw .usage("--force is about files: it goes with --output") }
    if format == .ubl, output == nil, Set(numbers.map { ExactText($0) }).count > 1 {
      throw .usage("several documents as ubl are several files: name their folder with --output")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let workspace = try await home.workspace(asOf: stage.now)
    let book = InvoiceBook(workspace)
    var documents: [BookedDocument] = []
    for number in numbers where !documents.contains(where: { ExactText($0.document.number) == ExactText(number) }) {
      documents.append(try book.existingDocument(number))
    }
    let unread = documents.flatMap { book.unreadValues(of: $0.document) }
    guard unread.isEmpty else { throw .content(unread.sortedByPlace()) }
    switch format {
    case .json: return .documents(documents)
    case .csv:
      var table = DocumentTable()
      for document in documents { table.add(document) }
      return .bytes(table.csv.bytes)
    case .ubl: return try ubl(documents, workspace, in: home)
    }
  }

  private func ubl(
    _ documents: [BookedDocument], _ workspace: Workspace, in home: Home
  ) throws(Refusal) -> Outcome {
    var files: [(number: String, bytes: [UInt8])] = []
    var problems: [Diagnostic] = []
    for booked in documents {
      do throws(UBLObstacles) {
        files.append((booked.document.number, try UBLDocument(booked.document, client: booked.client).bytes))
      } catch {
        guard let record = workspace.billing.first(where: { $0.path == booked.document.provenance?.path }) else {
          throw .answer("\(booked.document.number): \(error.obstacles.map(\.message).joined(separator: "; "))")
        }
        problems += error.diagnostics(in: record)
      }
    }
    guard problems.isEmpty else { throw .content(problems.sortedByPlace()) }
    guard let output else { return .bytes(files.first?.bytes ?? []) }
    let content = try refusing { try FileSystem.resolve("\(home.path)/content") }
    let folder = try Self.resolve(output)
    guard folder != content, FileSystem.relative(folder, to: content) == nil else {
      throw .usage("--output is in content/, where only records are", help: "name a folder elsewhere")
    }
    return .files(try write(files, to: folder, shown: output))
  }

  /// The absolute path of a folder that need not be there yet.
  private static func resolve(_ path: String) throws(Refusal) -> String {
    if FileSystem.kind(of: path) != nil { return try refusing { try FileSystem.resolve(path) } }
    let parts = path.split(separator: "/")
    // What is above a folder that is not there, nobody knows.
    guard let name = parts.last, name != "..", name != "." else {
      throw .file(FileError(.makeFolder, path, .notFound))
    }
    let parent = parts.dropLast().joined(separator: "/")
    return try resolve(path.hasPrefix("/") ? "/\(parent)" : parent.isEmpty ? "." : parent) + "/\(name)"
  }

  /// Writes all, or nothing where one would replace what somebody else wrote.
  ///
  /// - Parameter shown: the folder as it was named.
  private func write(
    _ files: [(number: String, bytes: [UInt8])], to folder: String, shown: String
  ) throws(Refusal) -> [File] {
    func path(_ number: String, in folder: String) -> String {
      folder.utf8.last == UInt8(ascii: "/") ? "\(folder)\(number).xml" : "\(folder)/\(number).xml"
    }
    var states: [File.State] = []
    for (number, bytes) in files {
      let path = path(number, in: folder)
      switch FileSystem.kind(of: path) {
      case nil: states.append(.created)
      case .regular:
        let isSame = (try? FileSystem.read(path, limit: bytes.count)) == bytes
        states.append(isSame ? .unchanged : .replaced)
      case let kind?: throw .file(FileError(.write, path, .notRegular(kind)))
      }
    }
    let written = zip(files, states).map { file, state in
      File(number: file.number, path: path(file.number, in: shown), state: state)
    }
    let taken = written.filter { $0.state == .replaced }.map(\.path)
    guard taken.isEmpty || isForced else {
      throw .answer(
        "nothing written: \(taken.joined(separator: ", ")) \(taken.count == 1 ? "is" : "are") there with other content",
        help: "name another folder with --output, or replace \(taken.count == 1 ? "it" : "them") with --force")
    }
    try refusing {
      try FileSystem.makeDirectories(folder)
      for ((number, bytes), state) in zip(files, states) {
        let path = path(number, in: folder)
        switch state {
        case .created: try FileSystem.createExclusively(bytes, at: path)
        case .replaced: try FileSystem.writeAtomically(bytes, to: path)
        case .unchanged: break
        }
      }
    }
    return written
  }
}

extension InvoiceBook {
  /// What of a document could not be read: it would be left out in silence.
  fileprivate func unreadValues(of document: IssuedDocument) -> [Diagnostic] {
    // Figures that do not add up, and names that lead nowhere, are as they were read.
    let others: Set = ["sum", "tax", "corrects", "client"]
    return diagnostics.filter { problem in
      problem.severity == .error && !others.contains(problem.code)
        && document.provenance.map { ExactText($0.path) } == ExactText(problem.file.path)
    }
  }
}
