import Actions
import Content
import Evidence
import Files
import Foundation
import Git
import Situation
import TestSupport
import Testing

/// Collisions are found before anybody merges, to the line, and nothing in any repository changes for it.
@Suite struct RadarTests {
  /// `login` and `cart`, both at work.
  private func crew(_ files: [String: String] = [:], quiet: String = "") async throws -> Crew {
    let crew = Crew(files: ["content/tasks/web/cart.md": "---\ntitle: Cart\nstatus: todo\n---\n"])
    if !quiet.isEmpty {
      crew.board.folder.put("---\nproject: P\nauto_commit: all\n\(quiet)\n---\n", at: "content/index.md")
      crew.board.commitAll("quiet")
    }
    for (path, text) in files { crew.board.folder.put(text, at: "\(crew.path)/\(path)") }
    if !files.isEmpty {
      crew.web("add", "--all")
      crew.web("commit", "--quiet", "--message", "more")
      crew.web("branch", "--force", "develop")
    }
    try await crew.start()
    try await crew.start("cart")
    return crew
  }

  private func put(_ crew: Crew, _ text: String, at path: String, in task: String = "login") {
    crew.board.folder.put(text, at: "\(crew.worktree(task))/\(path)")
  }

  private func conflicts(_ crew: Crew) async throws -> ShowConflicts.Outcome {
    try await crew.board.call(ShowConflicts())
  }

  /// One line a collision: `web/cart + web/login: both change a.txt:2`.
  private func lines(_ outcome: ShowConflicts.Outcome) -> [String] {
    outcome.clashes.map { clash in
      let other: String
      switch clash.collision.other {
      case .task(let task): other = task.description
      case .base(let branch): other = branch
      }
      return "\(clash.task.id) + \(other): \(clash.collision.words)"
    }
  }

  private func shared(_ outcome: ShowConflicts.Outcome) -> [String] {
    outcome.repos.flatMap(\.shared).flatMap { shared in shared.overlap.words.map { "\(shared.task.id): \($0)" } }
  }

  // MARK: Kinds

  @Test func theSameLineOfTwo() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.commit("a.txt", "one\n2\nthree\n", in: "cart")
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == ["web/cart + web/login: both change a.txt:2"])
    #expect(outcome.repos.map(\.mergeOrder) == [["cart", "login (adapts to cart)"]])
    #expect(outcome.repos.map(\.facts.branches) == [2])
  }

  @Test func linesThatTouch() async throws {
    let crew = try await crew(["a.txt": (1...9).map { "\($0)\n" }.joined()])
    crew.commit("a.txt", "1\n2\nx\n4\n5\n6\n7\n8\n9\n")
    crew.commit("a.txt", "1\n2\n3\ny\n5\n6\n7\n8\nz\n", in: "cart")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change a.txt:3-4"])
  }

  @Test func whatMergesIsANote() async throws {
    let crew = try await crew(["a.txt": (1...9).map { "\($0)\n" }.joined()])
    crew.commit("a.txt", "x\n2\n3\n4\n5\n6\n7\n8\n9\n")
    crew.commit("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\ny\n", in: "cart")
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == [])
    #expect(shared(outcome) == ["web/cart: both change a.txt, and git merges it"])
    #expect(outcome.repos.map(\.mergeOrder) == [[]])
  }

  @Test func bothAddIt() async throws {
    let crew = try await crew()
    crew.commit("new.txt", "a\n")
    crew.commit("new.txt", "b\n", in: "cart")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change new.txt (added by both)"])
  }

  @Test func oneChangesWhatTheOtherDeletes() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.inWorktree("cart", "rm", "--quiet", "a.txt")
    #expect(
      lines(try await conflicts(crew)) == [
        "web/cart + web/login: both change a.txt (changed by one, deleted by the other)"
      ])
  }

  @Test func bothRenameIt() async throws {
    let crew = try await crew()
    crew.inWorktree("login", "mv", "a.txt", "b.txt")
    crew.inWorktree("cart", "mv", "a.txt", "c.txt")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change a.txt (renamed)"])
  }

  /// The rename takes the change of the other one along: nothing to decide.
  @Test func oneRenamesWhatTheOtherChanges() async throws {
    let crew = try await crew(["a.txt": (1...9).map { "\($0)\n" }.joined()])
    crew.inWorktree("login", "mv", "a.txt", "b.txt")
    crew.commit("a.txt", "1\n2\n3\n4\nx\n6\n7\n8\n9\n", in: "cart")
    #expect(lines(try await conflicts(crew)) == [])
  }

  @Test func bothChangeABinaryFile() async throws {
    let crew = try await crew(["a.bin": "\u{0}a"])
    crew.commit("a.bin", "\u{0}b")
    crew.commit("a.bin", "\u{0}c", in: "cart")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change a.bin (binary)"])
  }

  @Test func aFileForOneALinkForTheOther() async throws {
    let crew = try await crew()
    crew.commit("new", "text\n")
    try FileManager.default.createSymbolicLink(
      atPath: crew.board.folder("\(crew.worktree("cart"))/new"), withDestinationPath: "a.txt")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change new (mode)"])
  }

  @Test func aFileForOneAFolderForTheOther() async throws {
    let crew = try await crew()
    crew.commit("new", "text\n")
    crew.commit("new/inner.txt", "text\n", in: "cart")
    #expect(
      lines(try await conflicts(crew)) == [
        "web/cart + web/login: both change new (a file for one, a folder for the other)"
      ])
  }

  @Test func aSubmoduleThatBothMove() async throws {
    let crew = try await crew()
    for (task, name) in [("login", "one"), ("cart", "two")] {
      crew.inWorktree(task, "init", "--quiet", "sub")
      put(crew, name, at: "sub/file", in: task)
      let sub = "\(crew.worktree(task))/sub"
      for arguments in [["add", "--all"], ["commit", "--quiet", "--message", name]] {
        _ = Command(["git"] + arguments, in: crew.board.folder(sub), environment: crew.board.environment).outcome()
      }
      crew.inWorktree(task, "add", "sub")
    }
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change sub (submodule)"])
  }

  // MARK: Uncommitted work

  @Test func whatIsNotCommittedCounts() async throws {
    let crew = try await crew()
    put(crew, "one\nTWO\nthree\n", at: "a.txt")
    put(crew, "new\n", at: "dir/new file é.txt")
    put(crew, "one\n2\nthree\n", at: "a.txt", in: "cart")
    put(crew, "other\n", at: "dir/new file é.txt", in: "cart")
    crew.inWorktree("cart", "add", "a.txt")
    let before = crew.picture
    #expect(
      lines(try await conflicts(crew)) == [
        "web/cart + web/login: both change a.txt:2, dir/new file é.txt (added by both)"
      ])
    #expect(crew.changes(since: before) == [])
  }

  @Test func ignoredFilesAndOursDoNotCount() async throws {
    let crew = try await crew()
    for (task, text) in [("login", "a"), ("cart", "b")] {
      put(crew, text, at: ".env", in: task)
      put(crew, text, at: ".orchsite-outbox/report.md", in: task)
    }
    #expect(lines(try await conflicts(crew)) == [])
  }

  @Test func largeFilesAreNamedAndSkipped() async throws {
    let crew = try await crew()
    let large = String(repeating: "x", count: (10 << 20) + 1)
    for task in ["login", "cart"] { put(crew, large + task, at: "large.txt", in: task) }
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == [])
    #expect(outcome.repos.flatMap(\.facts.leftOut).map(\.path) == ["large.txt", "large.txt"])
  }

  @Test func lockFilesAreMadeAnew() async throws {
    let crew = try await crew(["yarn.lock": "1\n", "own.gen": "1\n"])
    for (task, text) in [("login", "2\n"), ("cart", "3\n")] {
      put(crew, text, at: "yarn.lock", in: task)
    }
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == [])
    #expect(shared(outcome) == ["web/cart: both change yarn.lock: regenerate after merging both"])
  }

  @Test func quietFilesAreThePersonsToName() async throws {
    let crew = try await crew(["yarn.lock": "1\n", "own.gen": "1\n"], quiet: "radar_quiet: [\"*.gen\"]")
    for (task, text) in [("login", "2\n"), ("cart", "3\n")] {
      put(crew, text, at: "yarn.lock", in: task)
      put(crew, text, at: "own.gen", in: task)
    }
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == ["web/cart + web/login: both change yarn.lock:1"])
    #expect(shared(outcome) == ["web/cart: both change own.gen: regenerate after merging both"])
  }

  // MARK: The base

  @Test func aBranchAndItsBase() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.web("switch", "--quiet", "develop")
    crew.board.folder.put("one\n2\nthree\n", at: "\(crew.path)/a.txt")
    crew.web("commit", "--quiet", "--all", "--message", "base")
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == ["web/login + develop: conflicts in a.txt"])
    #expect(outcome.repos.map(\.mergeOrder) == [["login (adapts to develop)"]])
  }

  /// One has seen the new base, the other has not: merged as they are, they would conflict in what the base did.
  @Test func whatTheBaseDidIsNobodysCollision() async throws {
    let crew = try await crew(["b.txt": "b\n"])
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.web("switch", "--quiet", "develop")
    crew.board.folder.put("one\n2\nthree\n", at: "\(crew.path)/a.txt")
    crew.web("commit", "--quiet", "--all", "--message", "base")
    crew.inWorktree("cart", "merge", "--quiet", "--ff-only", "develop")
    crew.commit("b.txt", "B\n", in: "cart")
    #expect(lines(try await conflicts(crew)) == ["web/login + develop: conflicts in a.txt"])
  }

  @Test func historiesWithNothingInCommon() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n", in: "cart")
    crew.inWorktree("login", "switch", "--quiet", "--orphan", "own")
    crew.commit("c.txt", "c\n")
    crew.inWorktree("login", "branch", "--quiet", "--force", "feature/login", "own")
    crew.inWorktree("login", "switch", "--quiet", "feature/login")
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == ["web/login + develop: no history in common"])
    #expect(!outcome.isIncomplete)
  }

  @Test func aReferenceToNothingHidesNoOther() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.commit("a.txt", "one\n2\nthree\n", in: "cart")
    crew.board.folder.put(String(repeating: "1", count: 40) + "\n", at: "\(crew.path)/.git/refs/heads/gone")
    let outcome = try await conflicts(crew)
    #expect(lines(outcome) == ["web/cart + web/login: both change a.txt:2"])
    #expect(outcome.isIncomplete)
    #expect(
      outcome.unread.filter { $0.repo == "web" }.map(\.reason) == [
        "refs/heads/gone names a commit that is not there; fetch it from where it still is, or take the reference away"
      ])
  }

  /// Without a main branch, what is checked out is taken for it, unless that is a task's.
  @Test func aTaskInTheMainCheckoutOfARepoWithoutMain() async throws {
    let crew = Crew(main: "own", files: ["content/tasks/web/cart.md": "---\ntitle: Cart\nstatus: in-progress\n---\n"])
    crew.web("switch", "--quiet", "develop")
    crew.web("branch", "--quiet", "-D", "own")
    crew.web("switch", "--quiet", "--create", "feature/cart")
    crew.board.folder.put("one\n2\nthree\n", at: "\(crew.path)/a.txt")
    #expect(try await conflicts(crew).repos.map(\.facts.branches) == [1])
  }

  @Test func whatIsMergedIsNoLongerInTheWay() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--no-ff", "--no-edit", "feature/login")
    crew.commit("a.txt", "one\n2\nthree\n", in: "cart")
    #expect(lines(try await conflicts(crew)) == ["web/cart + develop: conflicts in a.txt"])
  }

  // MARK: Other machines

  @Test func whatAnotherMachinePushedCounts() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.commit("a.txt", "one\n2\nthree\n", in: "cart")
    crew.web("update-ref", "refs/remotes/origin/feature/cart", "feature/cart")
    crew.web("worktree", "unlock", crew.board.folder(crew.worktree("cart")))
    crew.web("worktree", "remove", "--force", crew.board.folder(crew.worktree("cart")))
    crew.web("branch", "--quiet", "-D", "feature/cart")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change a.txt:2"])
  }

  /// Two who go on with the same task find out before one of them pushes.
  @Test func aBranchThatHasPartedFromItsRemoteBranch() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.web("update-ref", "refs/remotes/origin/feature/login", "feature/login")
    crew.inWorktree("login", "reset", "--quiet", "--hard", "HEAD~1")
    crew.commit("a.txt", "one\n2\nthree\n")
    #expect(lines(try await conflicts(crew)) == ["web/login + origin/feature/login: conflicts in a.txt:2"])
  }

  @Test func workThatHasLeftItsBranchCounts() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n", in: "cart")
    crew.inWorktree("login", "checkout", "--quiet", "--detach")
    put(crew, "one\n2\nthree\n", at: "a.txt")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change a.txt:2"])
    crew.inWorktree("login", "commit", "--quiet", "--all", "--message", "detached")
    #expect(lines(try await conflicts(crew)) == ["web/cart + web/login: both change a.txt:2"])
  }

  // MARK: Faces

  @Test func reportsAndBriefsSayIt() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    put(crew, "one\n2\nthree\n", at: "a.txt", in: "cart")
    var report = WriteReport(id("web/login"), in: crew.home)
    report.done = ["a line"]
    #expect(try await crew.board.call(report).collisions == ["web/cart: both change a.txt:2"])
    let brief = try await crew.board.call(BriefWorker(id("web/login"), in: crew.home))
    #expect(brief.text.contains("\nCollides with web/cart: both change a.txt:2\n"))
    #expect(brief.text.contains("\nweb/cart is changing: a.txt\n"))
  }

  @Test func whatWouldCollideIsNotOffered() async throws {
    let crew = try await crew()
    crew.commit("a.txt", "one\nTWO\nthree\n")
    crew.commit("a.txt", "one\n2\nthree\n", in: "cart")
    _ = try await crew.board.call(MoveTask(id("web/cart"), to: .todo))
    let situation = try await crew.board.call(ShowNext())
    #expect(situation.foreseenCollision(of: try #require(situation.workspace.task(id("web/cart"))))?.path == "a.txt")
    #expect(!situation.next.map(\.id).contains(id("web/cart")))
  }

  @Test func theDiffOfOneAndOfTwo() async throws {
    let crew = try await crew(["b.txt": "b\n"])
    crew.commit("a.txt", "one\nTWO\nthree\n")
    put(crew, "B\n", at: "b.txt")
    put(crew, "one\n2\nthree\n", at: "a.txt", in: "cart")
    let before = crew.picture
    let one = try await crew.board.call(ShowDiff(id("web/login")))
    #expect(one.sides.map { $0.changes.files.map(\.path) } == [["a.txt", "b.txt"]])
    let patch = String(decoding: one.sides[0].changes.patch ?? [], as: UTF8.self)
    #expect(patch.contains("-two\n+TWO\n") && patch.contains("-b\n+B\n"))
    var request = ShowDiff(id("web/login"))
    request.other = id("web/cart")
    let two = try await crew.board.call(request)
    #expect(two.clash?.collision.words == "both change a.txt:2")
    #expect(two.sides.map { $0.changes.files.map(\.path) } == [["a.txt"], ["a.txt"]])
    #expect(crew.changes(since: before) == [])
    request.other = id("backend/search")
    #expect(
      crew.text(await crew.board.refusal(of: request))
        == "web/login and backend/search are in two repos, and cannot touch")
  }

  @Test func thereIsNothingToSee() async throws {
    let crew = try await crew()
    #expect(
      crew.text(await crew.board.refusal(of: ShowDiff(id("web/login")))) == "web/login changes nothing yet")
  }
}
