import Git
import TestSupport
import Testing

@Suite struct CheckoutTests {
  let repository = TestRepository(at: "repo")

  init() {
    repository.folder.put("first\n", at: "repo/sub/first")
    repository.git("add", ".", in: "repo")
    repository.git("commit", "--quiet", "--message=first", in: "repo")
  }

  @Test func ownCheckoutIsTheMainOne() async throws {
    let top = repository.folder("repo")
    let runner = repository.runner(in: "repo/sub")
    #expect(
      try await runner.checkout()
        == Checkout(topLevel: top, gitDirectory: top + "/.git", commonDirectory: top + "/.git", prefix: "sub/"))
    #expect(try await runner.mainCheckout() == top)
  }

  @Test(arguments: ["plain", "with space", "größe", "-dash", "[glob]*"])
  func linkedWorktreeKnowsItsMainCheckout(_ name: String) async throws {
    repository.git("worktree", "add", "--quiet", "-b", "feature", "--", "../\(name)", in: "repo")
    let runner = repository.runner(in: "\(name)/sub")
    #expect(try await runner.checkout()?.isLinked == true)
    #expect(try await runner.checkout()?.topLevel == repository.folder(name))
    #expect(try await runner.mainCheckout() == repository.folder("repo"))
  }

  @Test func outsideOfAnyThereIsNone() async throws {
    let outside = TemporaryFolder()
    let runner = GitRunner(
      folder: outside.path, environment: ["GIT_CEILING_DIRECTORIES": outside.path], timeLimit: .seconds(1_800),
      ownTimeLimit: .seconds(1_800))
    #expect(try await runner.checkout() == nil)
    #expect(try await runner.mainCheckout() == nil)
    #expect(try await repository.runner(in: "repo/.git").checkout() == nil)
  }

  @Test func aBareRepositorysMainCheckoutIsTheOneOfItsBranch() async throws {
    repository.git("clone", "--quiet", "--bare", "repo", "bare.git")
    #expect(try await repository.runner(in: "bare.git").checkout() == nil)
    repository.git("worktree", "add", "--quiet", "../linked", "main", in: "bare.git")
    let runner = repository.runner(in: "linked")
    #expect(try await runner.checkout()?.isLinked == true)
    #expect(try await runner.mainCheckout() == repository.folder("linked"))
    repository.git("worktree", "add", "--quiet", "-b", "feature/x", "../größe", in: "bare.git")
    let other = repository.runner(in: "größe")
    #expect(try await other.mainCheckout() == repository.folder("linked"))
    #expect(try await other.isOnSideBranch())
    #expect(try await runner.isOnSideBranch() == false)
    repository.git("worktree", "remove", "../linked", in: "bare.git")
    #expect(try await other.mainCheckout() == nil)
  }

  @Test func aBranchWithAHistoryOfItsOwnIsNoSideBranch() async throws {
    repository.git("worktree", "add", "--quiet", "--detach", "../board", in: "repo")
    #expect(try await repository.runner(in: "board").isOnSideBranch())
    repository.git("checkout", "--quiet", "--orphan", "board", in: "board")
    repository.git("commit", "--quiet", "--message=board", in: "board")
    #expect(try await repository.runner(in: "board").isOnSideBranch() == false)
    #expect(try await repository.runner(in: "repo").isOnSideBranch() == false)
  }

  @Test func readingWritesNothing() async throws {
    repository.git("worktree", "add", "--quiet", "-b", "feature", "../linked", in: "repo")
    // A file touched since the index was written is what tempts git to rewrite the index.
    repository.folder.put("first\n", at: "repo/sub/first")
    repository.folder.put("new\n", at: "linked/new")
    let before = repository.folder.picture()
    for path in ["repo", "linked"] {
      let runner = repository.runner(in: path)
      _ = try await runner.checkout()
      _ = try await runner.mainCheckout()
      _ = try await runner.run(["status", "--porcelain"])
      _ = try await runner.run(["diff", "--stat"])
    }
    #expect(repository.folder.picture() == before)
  }
}
