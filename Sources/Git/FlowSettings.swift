import Bytes

/// What a repository's configuration says of git-flow: AVH's (and the first git-flow's) keys, or git-flow-next's.
package struct FlowSettings: Sendable, Equatable {
  /// Where releases live.
  package var main: String?
  /// Where features begin and end.
  package var develop: String?
  package var featurePrefix: String?
  package var releasePrefix: String?
  package var hotfixPrefix: String?
  package var tagPrefix: String?

  package init() {}

  /// - Parameter settings: names in git's spelling (section and key in lowercase) to values, the last one counting.
  package init(_ settings: [(name: String, value: String)]) {
    var values: [ExactText: String] = [:]
    for setting in settings { values[ExactText(setting.name)] = setting.value }
    func value(_ name: String) -> String? { values[ExactText("gitflow.\(name)")].flatMap { $0.isEmpty ? nil : $0 } }
    // git-flow-next: a branch a section; a topic has a parent, and prefixes stand with their topic.
    func isBase(_ branch: String) -> Bool { value("branch.\(branch).type") == "base" }
    let named = settings.compactMap { setting -> String? in
      let name = setting.name
      guard name.hasPrefix("gitflow.branch."), name.hasSuffix(".type") else { return nil }
      return String(name.dropFirst("gitflow.branch.".count).dropLast(".type".count))
    }
    let bases = named.filter(isBase)
    main = value("branch.master") ?? value("branch.main") ?? bases.first { value("branch.\($0).parent") == nil }
    develop =
      value("branch.feature.parent") ?? value("branch.develop")
      ?? bases.first { value("branch.\($0).parent") != nil }
    // A prefix may be empty; then it is not said.
    func prefix(_ kind: String) -> String? { value("branch.\(kind).prefix") ?? value("prefix.\(kind)") }
    featurePrefix = prefix("feature")
    releasePrefix = prefix("release")
    hotfixPrefix = prefix("hotfix")
    tagPrefix = value("branch.release.tagprefix") ?? value("prefix.versiontag")
  }
}

extension GitRunner {
  /// Reads what the configuration says of git-flow.
  ///
  /// - Throws: what `run` throws.
  package func flowSettings() async throws(GitError) -> FlowSettings {
    FlowSettings(try await settings(matching: "^gitflow\\."))
  }

  /// What all of the configuration says, in git's spelling (section and key in lowercase), in its order.
  ///
  /// - Parameter pattern: a regular expression.
  /// - Throws: what `run` throws.
  package func settings(matching pattern: String) async throws(GitError) -> [(name: String, value: String)] {
    let output = try await run(["config", "-z", "--get-regexp", pattern], accepting: [0, 1])
    return output.pieces.map { piece in
      let parts = piece.utf8.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
      return (
        name: String(decoding: parts[0], as: UTF8.self),
        value: parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
      )
    }
  }
}
