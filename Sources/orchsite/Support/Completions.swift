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
