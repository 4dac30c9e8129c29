import Actions
import Bytes
import Files
import Notion

/// The folder that an export is written to: only what changed is written, and only what an export wrote is removed.
struct ExportFolder {
  let path: String

  struct Summary: Sendable {
    var written = 0
    var unchanged = 0
    var removed = 0
  }

  /// A folder that is empty or an export already.
  func write(_ export: Export) throws(Refusal) -> Summary {
    let old = try oldFiles()
    var summary = Summary()
    try refusing {
      var made: Set<ExactText> = []
      // The manifest last: where it is, the rest is.
      let files =
        export.files.filter { $0.path != Export.manifest } + export.files.filter { $0.path == Export.manifest }
      for file in files {
        let target = "\(path)/\(file.path)"
        let folder = ExactText(FileSystem.folder(of: target))
        if made.insert(folder).inserted { try FileSystem.makeDirectories(folder.text) }
        let outcome = try FileSystem.overwriteInPlace(file.bytes, at: target, isNew: old.isEmpty)
        if outcome == .written { summary.written += 1 } else { summary.unchanged += 1 }
      }
      let kept = Set(export.files.map { ExactText($0.path) })
      for stale in old where !kept.contains(ExactText(stale)) {
        try FileSystem.removeFile("\(path)/\(stale)")
        summary.removed += 1
        _ = try? FileSystem.removeEmptyDirectory(FileSystem.folder(of: "\(path)/\(stale)"))
      }
    }
    return summary
  }

  /// The files of the export that is there, relative to the folder: those that its manifest names, and those that every
  /// export has. Others are somebody else's.
  private func oldFiles() throws(Refusal) -> [String] {
    guard FileSystem.kind(of: path) != nil else { return [] }
    let entries = try refusing { try FileSystem.list(path) }
    guard !entries.isEmpty else { return [] }
    let manifest = entries.contains { $0.path == Export.manifest && $0.kind == .regular } ? try manifest() : nil
    guard let manifest, manifest["format"]?.number != nil, manifest["api_version"]?.text != nil else {
      throw .answer(
        "\(path) holds other files, and no \(Export.manifest) of an export", help: "name another folder with --output")
    }
    let pages = manifest["pages"]?.items.compactMap { $0["file"]?.text } ?? []
    let databases = manifest["databases"]?.items.compactMap { $0.text.map { "databases/\($0).json" } } ?? []
    let named = Set((pages + databases + ["warnings.json"]).map { ExactText($0) })
    return entries.filter { $0.kind == .regular && named.contains(ExactText($0.path)) }.map(\.path)
  }

  private func manifest() throws(Refusal) -> JSONValue? {
    JSONValue(parsing: try refusing { try FileSystem.read("\(path)/\(Export.manifest)", limit: 512 * 1024 * 1024) })
  }

  /// All requests that an export holds, with the file of each, in the order of the files.
  func requests(_ body: (_ file: String, _ request: JSONValue) -> Void) throws(Refusal) {
    let files = try oldFiles()
    guard !files.isEmpty, let manifest = try manifest() else {
      throw .answer("\(path) holds no export", help: "orchsite-notion export makes one")
    }
    let there = Set(files.map { ExactText($0) })
    for case let page? in manifest["pages"]?.items.map({ $0["file"]?.text }) ?? []
    where !there.contains(ExactText(page)) {
      throw .answer("\(path)/\(page) is missing", help: "orchsite-notion export writes it anew")
    }
    for file in files where file != "warnings.json" {
      let bytes = try refusing { try FileSystem.read("\(path)/\(file)", limit: 512 * 1024 * 1024) }
      guard let json = JSONValue(parsing: bytes) else {
        throw .answer("\(path)/\(file) is not JSON", help: "orchsite-notion export writes it anew")
      }
      for request in json["requests"]?.items ?? [] { body(file, request) }
    }
  }
}
