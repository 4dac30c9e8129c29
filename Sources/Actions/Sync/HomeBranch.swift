import Evidence
import Git

/// Home's checkout and the branch that it is on, as far as a sync needs to know.
struct HomeBranch: Sendable {
  /// At the top of the working tree.
  let git: GitRunner
  /// Of home, from the top, with a slash behind it; empty at the top.
  let prefix: String
  let branch: String
  /// A full commit id.
  let head: String
  let upstream: Upstream
  /// Whether the upstream is configured; else it is what a first push would make of it.
  let isConfigured: Bool

  /// - Throws: why home cannot be synced, and what to do.
  static func look(_ home: Home) async throws(Refusal) -> HomeBranch {
    let here = SuggestedWord(home.path)
    guard let checkout = try await refusing({ try await home.git.checkout() }) else {
      throw .answer(
        "home is in no git repository: \(home.path)",
        help: "git -C \(here) init, commit it, and git -C \(here) remote add origin URL")
    }
    if let operation = checkout.operation {
      throw .answer(
        "a \(operation) is in progress in \(checkout.topLevel)",
        help: "finish it, or give it up: git -C \(here) \(operation) \(operation == "bisect" ? "reset" : "--abort")")
    }
    let git = home.git.at(checkout.topLevel)
    guard let reference = try await refusing({ try await git.target(ofSymbolic: "HEAD") }) else {
      throw .answer(
        "home is on no branch: \(checkout.topLevel) has a detached HEAD", help: "git -C \(here) switch BRANCH")
    }
    let branch = GitReference.shortName(reference)
    guard let head = try await refusing({ try await git.commit(named: reference) }) else {
      throw .answer(
        "home has no commit yet, on \(branch)", help: "git -C \(here) add --all, then git -C \(here) commit")
    }
    if let upstream = try await refusing({ try await git.upstream(of: branch) }) {
      guard upstream.remote != "." else {
        throw .answer(
          "\(branch) goes by \(upstream.name), a branch of the same repository",
          help: "git -C \(here) branch --set-upstream-to REMOTE/\(SuggestedWord(branch))")
      }
      return HomeBranch(
        git: git, prefix: checkout.prefix, branch: branch, head: head, upstream: upstream, isConfigured: true)
    }
    let remotes = try await refusing { try await git.remotes() }
    guard !remotes.isEmpty else {
      throw .answer(
        "home has no remote: there is nowhere to sync with", help: "git -C \(here) remote add origin URL")
    }
    guard let remote = remotes.first(where: { $0 == "origin" }) ?? (remotes.count == 1 ? remotes[0] : nil) else {
      throw .answer(
        "\(branch) has no upstream, and there are several remotes: \(remotes.joined(separator: ", "))",
        help: "git -C \(here) push --set-upstream REMOTE \(SuggestedWord(branch))")
    }
    return HomeBranch(
      git: git, prefix: checkout.prefix, branch: branch, head: head,
      upstream: Upstream(remote: remote, reference: GitReference.heads + branch), isConfigured: false)
  }

  var firstPush: String {
    "git -C \(SuggestedWord(git.folder)) push --set-upstream \(SuggestedWord(upstream.remote)) \(SuggestedWord(branch))"
  }

  /// What in the repository is home's content, from the top.
  var content: String { "\(prefix)content" }
}
