import Files
import FrontMatter

/// All of `content/`, each file read on its own; nothing is connected yet.
package struct Scan: Sendable {
  /// In the order of the bytes of their paths.
  package let files: [ScannedFile]
  private let reading: Reading

  package static let indexPath = "content/index.md"
  /// One task a file costs more than it brings; about 64 files are the measured best.
  private static let chunkSize = 64
}

extension Scan {
  /// Reads everything, in chunks, on as many tasks at once as asked for; the result is the same whatever that number
  /// is.
  ///
  /// - Throws: when `content/` itself cannot be listed.
  package static func run(_ files: ContentFiles, _ reading: Reading, concurrency: Int = Processors.count) async throws
    -> Scan
  {
    let nothing = Scan(files: [], reading: reading)
    let entries = try files.list(.all)
    let index = nothing.index(in: entries, files)
    return Scan(files: await nothing.read(entries, index, from: files, concurrency), reading: reading)
  }

  /// The same scan after files came, changed or went: only these are read, all others are shared with this one.
  ///
  /// - Parameter paths: of files, or of folders with all that is in them, whether they are still there or not; a file
  ///   that got another name is two paths.
  /// - Throws: when `content/` itself cannot be listed.
  package func updating(
    _ paths: some Sequence<String>, from files: ContentFiles, concurrency: Int = Processors.count
  ) async throws -> Scan {
    let changed = Subtrees(paths)
    let entries = try files.list(changed)
    let before = self.files.first(at: Self.indexPath)
    let index = changed.contain(Self.indexPath) ? index(in: entries, files) : before
    // Which keys are unknown is decided anew in every file.
    if Self.customFields(of: index) != Self.customFields(of: before) {
      return try await Self.run(files, reading, concurrency: concurrency)
    }
    var units = self.files.filter { !changed.contain($0.path) }
    units += await read(entries, index, from: files, concurrency)
    // Two sorted runs, which sorting only merges.
    units.sort { FileSystem.bytesPrecede($0.path, $1.path) }
    return Scan(files: units, reading: reading)
  }

  /// index.md comes first: its custom_fields decide which keys are unknown elsewhere.
  private func index(in entries: [TreeEntry], _ files: ContentFiles) -> ScannedFile? {
    entries.first { $0.path == Self.indexPath }.flatMap {
      ScannedFile($0, from: files, reading, customFields: .named([]))
    }
  }

  /// Without a readable index.md nobody knows which keys are custom: then none is called unknown.
  private static func customFields(of index: ScannedFile?) -> CustomFields {
    guard case .record(.settings(let settings)) = index?.content else { return .unknowable }
    return .named(settings.customFields)
  }

  private func read(
    _ entries: [TreeEntry], _ index: ScannedFile?, from files: ContentFiles, _ concurrency: Int
  ) async -> [ScannedFile] {
    let customFields = Self.customFields(of: index)
    let chunks = stride(from: 0, to: entries.count, by: Self.chunkSize).map {
      entries[$0..<min($0 + Self.chunkSize, entries.count)]
    }
    return await inParallel(chunks, concurrency: concurrency) { [reading] chunk in
      chunk.compactMap { entry in
        entry.path == Self.indexPath
          ? index : ScannedFile(entry, from: files, reading, customFields: customFields)
      }
    }.flatMap(\.self)
  }
}

extension Scan {
  /// Records that no file holds, for a workspace of its own making.
  init(of records: [Record]) {
    files = records.map { ScannedFile("", .record($0)) }
    reading = .frontMatter
  }
}

extension [ScannedFile] {
  /// The unit of a path, by the bytes of it.
  func first(at path: String) -> ScannedFile? {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if FileSystem.bytesPrecede(self[middle].path, path) { low = middle + 1 } else { high = middle }
    }
    return low < endIndex && self[low].path == path ? self[low] : nil
  }
}

/// Runs one closure over many inputs, at most `concurrency` at once, and gives the results in input order.
package func inParallel<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], concurrency: Int, _ work: @escaping @Sendable (Input) -> Output
) async -> [Output] {
  guard concurrency > 1, inputs.count > 1 else { return inputs.map(work) }
  return await withTaskGroup(of: (Int, Output).self) { group in
    var outputs = [Output?](repeating: nil, count: inputs.count)
    var next = 0
    while next < min(concurrency, inputs.count) {
      let index = next
      group.addTask { (index, work(inputs[index])) }
      next += 1
    }
    while let (index, output) = await group.next() {
      outputs[index] = output
      if next < inputs.count {
        let index = next
        group.addTask { (index, work(inputs[index])) }
        next += 1
      }
    }
    return outputs.compactMap(\.self)
  }
}
