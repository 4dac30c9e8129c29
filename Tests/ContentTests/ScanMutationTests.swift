import Content
import Diagnostics
import Files
import TestSupport
import Testing

/// Demo files with random damage. A file is either a record or it is reported, inside its bytes; nothing crashes.
@Suite struct ScanMutationTests {
  @Test(arguments: 0..<4)
  func damagedFilesAreRecordsOrReported(_ seed: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(100 + seed))
    var files = DemoWorkspace.files
    for index in files.indices {
      for _ in 0...generator.below(3) { generator.damage(&files[index].bytes) }
    }
    let scan = try await Scan.run(.holding(files), .bodyFacts)
    #expect(problems(of: scan, files: files).prefix(5) == [])
  }

  @Test func aFileCutAnywhereIsARecordOrReported() async throws {
    let (path, bytes) = try #require(
      DemoWorkspace.files.first { $0.path.hasSuffix("tasks/backend/refund-api.md") })
    for length in stride(from: 0, to: min(bytes.count, 700), by: 3) {
      let files = [(path: path, bytes: Array(bytes.prefix(length)))]
      let scan = try await Scan.run(.holding(files), .bodyFacts, concurrency: 1)
      #expect(problems(of: scan, files: files) == [], "cut at \(length)")
    }
  }

  /// Damage in front matter only, which is where parsers break.
  @Test(arguments: 0..<4)
  func damagedFrontMatterOfOneTask(_ seed: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(200 + seed))
    let (path, bytes) = try #require(
      DemoWorkspace.files.first { $0.path.hasSuffix("tasks/backend/refund-api.md") })
    var all: [(path: String, bytes: [UInt8])] = []
    for index in 0..<100 {
      var head = Array(bytes.prefix(430))
      for _ in 0...generator.below(4) { generator.damage(&head) }
      all.append(
        (path.replacing("refund-api", with: "copy-\(index)"), head + Array("\n---\n- [ ] box\n".utf8)))
    }
    let scan = try await Scan.run(.holding(all), .bodyFacts)
    #expect(problems(of: scan, files: all).prefix(5) == [])
    let records = RecordLists(scan)
    #expect(records.tasks.count + records.unreadable.count == all.count)
    // Linking and checking what is left is as safe.
    let workspace = Workspace(linking: scan, asOf: try instant(noon))
    for diagnostic in workspace.check() { #expect(!diagnostic.message.isEmpty) }
  }

  private func problems(of scan: Scan, files: [(path: String, bytes: [UInt8])]) -> [String] {
    var problems: [String] = []
    let scan = RecordLists(scan)
    let read =
      scan.tasks.count + scan.repos.count + scan.sprints.count + scan.updates.count + scan.decisions.count
      + scan.clients.count + scan.billing.count + scan.time.count + scan.writeOffs.count
      + (scan.settings == nil ? 0 : 1)
    if read + scan.unreadable.count != files.count { problems.append("a file is lost, or there twice") }
    for file in scan.unreadable where !file.diagnostics.contains(where: { $0.severity == .error }) {
      problems.append("\(file.path) is unreadable without an error")
    }
    for diagnostic in scan.diagnostics {
      let count = diagnostic.file.bytes.count
      if diagnostic.range.lowerBound < 0 || diagnostic.range.upperBound > count {
        problems.append("\(diagnostic.file.path) \(diagnostic.range) of \(count): \(diagnostic.message)")
      }
      let printed = DiagnosticPrinter().text(diagnostic)
      if printed.isEmpty || printed.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }) {
        problems.append("\(diagnostic.file.path) prints control characters")
      }
    }
    return problems
  }
}

extension ContentFiles {
  /// Files in memory, as bytes that need not be text.
  fileprivate static func holding(_ files: [(path: String, bytes: [UInt8])]) -> ContentFiles {
    .inMemory(bytes: Dictionary(files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension SeededGenerator {
  /// One piece of damage, mostly in the first part of the file.
  fileprivate mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = below(below(3) == 0 ? bytes.count : min(bytes.count, 300))
    switch below(7) {
    case 0: bytes[place] ^= UInt8(1 << below(8))
    case 1: bytes[place] = UInt8(below(256))
    case 2: bytes.removeLast(below(bytes.count))
    case 3: bytes.remove(at: place)
    case 4: bytes.removeSubrange(place..<min(place + below(20), bytes.count))
    case 5: bytes.insert(contentsOf: Array(pick(Self.structure).utf8), at: place)
    default:
      bytes.insert(
        contentsOf: Array(bytes[place..<min(place + below(60), bytes.count)]), at: below(bytes.count))
    }
  }

  private static let structure = [
    ":", ": ", "- ", "\n", "\n\n", "\t", "'", "\"", "[", "]", "{", "}", "#", " #", "&a ", "*a", "!", "!!str ",
    "|", ">", "%", "@",
    "`", "---", "\n---\n", "...", "\n...\n", "\r", "\u{2028}", "\u{85}", "\u{FEFF}", "\0", "\u{1}", "? ",
    "<<: *a", "\\", "\n  ",
    "<<<<<<< HEAD\n", "\u{202E}", "👋", ",",
  ]
}
