import Foundation

/// The demo workspace at the top of this repository: real files that people would write.
package enum DemoWorkspace {
  /// The folder that holds `content/`.
  package static let home: String = {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }()

  /// Every markdown file below `content/`: paths relative to home, sorted, with their bytes.
  package static let files: [(path: String, bytes: [UInt8])] = {
    let names = FileManager.default.enumerator(atPath: home + "/content")?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().compactMap { name in
      FileManager.default.contents(atPath: "\(home)/content/\(name)").map { ("content/\(name)", Array($0)) }
    }
  }()
}
