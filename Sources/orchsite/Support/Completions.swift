import Actions
import ArgumentParser
import Content
import Files
import FrontMatter
import Terminal

/// Names for the shell's completion: read off paths alone, so that Tab answers at once.
enum Completions {
  static let tasks = CompletionKind.custom { words, _, prefix in tasks(words, prefix) }
  /// Of `task move`: tasks, then a status.
  static let moves = CompletionKind.custom { words, _, prefix in
    tasks(words, prefix) + BoardTask.Status.allCases.map(\.rawValue).filter { $0.hasPrefix(prefix) }
  }
  static let sprints = names { if case .sprint(let slug) = $0 { slug } else { nil } }
  static let clients = names { if case .client(let slug) = $0 { slug } else { nil } }
  /// Issued documents.
  static let documents = CompletionKind.custom { words, _, prefix in billing(words, prefix, isDraft: false) }
  static let drafts = CompletionKind.custom { words, _, prefix in billing(words, prefix, isDraft: true) }
  static let repos = names { if case .repo(let slug) = $0 { slug } else { nil } }

  private static func names(_ name: @escaping @Sendable (RecordPath) -> String?) -> CompletionKind {
    .custom { words, _, prefix in names(words, prefix, name) }
  }

  private static func tasks(_ words: [String], _ prefix: String) -> [String] {
    names(words, prefix) { if case .task(let id) = $0 { id.description } else { nil } }
  }

  private static func names(_ words: [String], _ prefix: String, _ name: (RecordPath) -> String?) -> [String] {
    paths(words).compactMap { path in name(RecordPath(path)) }.filter { $0.hasPrefix(prefix) }
  }

  private static func billing(_ words: [String], _ prefix: String, isDraft: Bool) -> [String] {
    paths(words).filter { RecordPath($0) == .billing && ($0.split(separator: "/").count == 4) == isDraft }
      .compactMap { $0.split(separator: "/").last.map { String($0.dropLast(3)) } }.filter { $0.hasPrefix(prefix) }
  }

  /// - Parameter words: the command line so far, which may name a workspace.
  private static func paths(_ words: [String]) -> [String] {
    func value(of option: String) -> String? {
      words.firstIndex(of: option).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
    let named = value(of: "--home") ?? Environment["ORCHSITE_HOME"]
    guard let home = named ?? (try? Home.nearest(to: value(of: "-C") ?? ".")) else { return [] }
    return ((try? ContentFiles.onDisk(home: home).list(.all)) ?? []).map(\.path)
  }
}
