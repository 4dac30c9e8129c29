import Content
import Files
import Foundation
import TestSupport
import Testing

@testable import Actions

@Suite struct InitTests {
  /// A board's folder with nothing of a board in it.
  static func folder(_ files: [String: String] = [:], isRepository: Bool = false) -> Board {
    Board(
      Board.small.mapValues { _ in "" }.merging(files) { $1 }, isRepository: false,
      environment: isRepository ? [:] : ["GIT_CEILING_DIRECTORIES": "/dev/shm:/tmp"])
  }

  static func agreed(_ repos: String...) -> InitWorkspace {
    var request = InitWorkspace()
    request.isAgreed = true
    request.repos = repos
    return request
  }

  static let removal: InitWorkspace = {
    var request = InitWorkspace()
    request.isRemoving = true
    return request
  }()

  @discardableResult
  private func start(
    _ board: Board, _ request: InitWorkspace = agreed(), isDryRun: Bool = false
  ) async throws(Refusal) -> InitWorkspace.Outcome {
    try await board.call(request, at: "2026-01-15T09:00:00+01:00", isDryRun: isDryRun)
  }

  private func steps(_ outcome: InitWorkspace.Outcome) -> [String] {
    outcome.plan.steps.map { "\($0.deed.name) \($0.path)" }
  }

  private func notes(_ outcome: InitWorkspace.Outcome) -> [String] {
    outcome.plan.notes.map { "\($0.path): \($0.reason)" }
  }

  private func repo(_ board: Board, _ name: String, _ files: [String: String] = ["a": "a\n"]) {
    board.folder.makeFolder(name)
    board.git("init", "--quiet", in: name)
    for (path, text) in files { board.folder.put(text, at: "\(name)/\(path)") }
    board.git("add", "--all", in: name)
    board.git("commit", "--quiet", "--message", "start", in: name)
  }

  /// Everything in a folder but what git and the program keep for themselves, to the byte.
  private func picture(_ board: Board, _ name: String = "") -> [String: String] {
    board.folder.picture(of: name).filter { path, _ in
      !path.contains(".git/") && !path.hasSuffix(".git") && !path.contains(".orchsite") && path != ".home"
    }.mapValues { picture in
      // The mode and the bytes; files that are written get another number and time.
      let words = picture.split(separator: " ", omittingEmptySubsequences: false)
      return "\(words[0]) \(words[words.count - 1])"
    }
  }

  private static let skills = [".claude", ".agents"].flatMap { folder in
    ["orchestrator", "worker"].map { "\(folder)/skills/\($0)/SKILL.md" }
  }
  private static let files = [".gitignore", "AGENTS.md", "Makefile", "orchsite.mk"] + skills

  // MARK: The four beginnings

  @Test func anEmptyFolder() async throws {
    let board = Self.folder()
    let outcome = try await start(board)
    #expect(
      steps(outcome) == [
        "git-init .", "create content/index.md", "create content/sprints/sprint-1.md", "create .gitignore",
        "create orchsite.mk", "create Makefile", "create AGENTS.md",
      ] + Self.skills.map { "create \($0)" })
    #expect(outcome.warnings == [])
    #expect(outcome.firstRepo == nil)
    #expect(board["content/sprints/sprint-1.md"] == "---\ntitle: Sprint 1\nstart: 2026-01-15\nend: 2026-01-28\n---\n")
    #expect(board.git("status", "--porcelain", "--untracked-files=all") == "")
    #expect(
      board.git("ls-files")
        == (Self.files + ["content/index.md", "content/sprints/sprint-1.md"]).sorted().joined(separator: "\n"))
    #expect(try await start(board).plan.steps == [])
    #expect(board.commitCount == 2)
  }

  @Test func aFolderOfPlainDirectories() async throws {
    let board = Self.folder(["backend/main.c": "int a;\n", "my web/index.html": "<p>\n"])
    let outcome = try await start(board)
    #expect(
      notes(outcome) == [
        "backend: not a git repository: once it is one, orchsite init adds it",
        "my web: not a git repository: once it is one, orchsite init adds it",
      ])
    #expect(
      await board.refusal(of: Self.agreed("backend"))
        == .answer("backend is not a git repository yet", help: "git init ./backend makes it one"))
    #expect(
      await board.refusal(of: Self.agreed("admin"))
        == .answer("there is no folder admin in \(board.folder.path)", help: "git init ./admin makes one"))
  }

  @Test func oneRepoWithCode() async throws {
    let board = Self.folder(["src/main.c": "int main;\n", ".gitignore": ".home/\n"])
    board.git("init", "--quiet")
    board.commitAll("start")
    let outcome = try await start(board)
    #expect(outcome.plan.steps.contains { $0.path == "content/repos/\(outcome.firstRepo ?? "").md" })
    #expect(
      board["content/repos/\(outcome.firstRepo ?? "").md"]?.contains("path: .\nbranches:\n  main: main\n") == true
        || board["content/repos/\(outcome.firstRepo ?? "").md"]?.contains("path: .") == true)
    #expect(board[".gitignore"]?.contains("\n/.\n") == false)
    #expect(board.git("status", "--porcelain") == "")
    #expect(try await start(board).plan.steps == [])
  }

  @Test func severalReposWithOldFiles() async throws {
    let board = Self.folder([
      "Makefile": "all:\n\techo all\ntest:\n\techo mine", "CLAUDE.md": "# Rules\r\n", "SPRINT_BOARD.md": "# Sprint\n",
      ".gitignore": ".home/\n",
    ])
    repo(board, "backend")
    repo(board, "services/Web Shop")
    board.git("remote", "add", "origin", "https://ada:secret@git.example/shop/backend.git", in: "backend")
    board.git("branch", "develop", in: "backend")
    let before = (picture(board, "backend"), picture(board, "services"))
    let outcome = try await start(board)
    #expect(
      board["content/repos/backend.md"]
        == "---\ntitle: backend\nbranches:\n  main: main\n  develop: develop\nurl: https://git.example/shop/backend.git\n---\n"
    )
    #expect(
      board["content/repos/web-shop.md"]
        == "---\ntitle: Web Shop\npath: services/Web Shop\nbranches:\n  main: main\n---\n")
    #expect(outcome.plan.shadowed == ["test"])
    #expect(
      board["Makefile"] == """
        # orchsite: begin
        # make orchsite-help names what this brings; orchsite init writes these lines.
        orchsite_theirs := test
        -include orchsite.mk
        # orchsite: end
        all:
        \techo all
        test:
        \techo mine
        """)
    #expect(board["CLAUDE.md"]?.hasPrefix("# Rules\r\n\r\n<!-- orchsite: begin -->\r\n## orchsite\r\n") == true)
    #expect(
      board[".gitignore"]
        == ".home/\n\n# orchsite: begin\n/.orchsite/\n/.worktrees/\n/site/\n/backend\n/services/Web Shop\n# orchsite: end\n"
    )
    #expect(notes(outcome) == ["SPRINT_BOARD.md: left alone: nothing of it is taken over"])
    #expect(picture(board, "backend") == before.0 && picture(board, "services") == before.1)
    #expect(board.git("status", "--porcelain", in: "backend") == "")
    #expect(try await start(board).plan.steps == [])
    #expect(await board.problems(asOf: "2026-01-15T12:00:00Z") == "")
  }

  // MARK: Again, and away

  @Test func whatIsMissingIsAdded() async throws {
    let board = Self.folder()
    _ = try await start(board)
    repo(board, "web")
    board.folder.remove("AGENTS.md")
    #expect(
      steps(try await start(board)) == ["create content/repos/web.md", "add-block .gitignore", "create AGENTS.md"])
    #expect(board[".gitignore"]?.hasSuffix("/site/\n/web\n# orchsite: end\n") == true)
    board.folder.put("lint:\n\ttrue\n" + (board["Makefile"] ?? ""), at: "Makefile")
    #expect(steps(try await start(board)) == ["add-block Makefile"])
    #expect(board["Makefile"]?.contains("orchsite_theirs := lint\n") == true)
    #expect(board.git("status", "--porcelain") == " M Makefile" || board.git("status", "--porcelain") == "M Makefile")
  }

  @Test func everyByteComesBack() async throws {
    let files = [
      "Makefile": "test:\n\ttrue", "AGENTS.md": "# A\r\ntext\r\n", "CLAUDE.md": "", ".gitignore": ".home/\nsite/*",
      "README.md": "# Home\n",
    ]
    let board = Self.folder(files)
    board.folder.put("", at: "CLAUDE.md")
    repo(board, "backend")
    let before = picture(board)
    let outcome = try await start(board)
    #expect(
      outcome.warnings.map(\.message) == [
        "written, but not committed: .gitignore, Makefile, AGENTS.md, CLAUDE.md were not as in HEAD before"
      ])
    let removed = try await start(board, Self.removal)
    #expect(picture(board) == before)
    #expect(notes(removed) == [".git: stays: it keeps the history"])
    #expect(FileSystem.kind(of: board.folder(".orchsite")) == nil)
    #expect(try await start(board, Self.removal).plan.steps == [])
  }

  @Test func whatAPersonHasMadeStays() async throws {
    let board = Self.folder()
    repo(board, "web")
    _ = try await start(board)
    _ = try await board.call(NewTask("web", title: "First"), at: "2026-01-15T09:00:00Z")
    board.folder.put((board["orchsite.mk"] ?? "") + "mine:\n", at: "orchsite.mk")
    board.folder.put(
      (board["AGENTS.md"] ?? "").replacing("You write no code", with: "You may write code"), at: "AGENTS.md")
    let removed = try await start(board, Self.removal)
    #expect(
      notes(removed) == [
        "AGENTS.md: stays: orchsite's block in it was edited",
        "orchsite.mk: stays: it was edited, or orchsite did not write it", ".git: stays: it keeps the history",
        "content: stays: init did not write it, or it was edited since: content/tasks/web/first.md",
      ])
    #expect(board["content/index.md"] != nil)
    #expect(board["AGENTS.md"]?.contains("You may write code") == true)
    #expect(board["Makefile"] == nil)
    #expect(notes(try await start(board)).contains("AGENTS.md: left alone: orchsite's block in it was edited"))
  }

  // MARK: Files that are not plain

  @Test func whatIsNotToBeWrittenIsLeftAlone() async throws {
    let board = Self.folder([
      "real.md": "# Real\n", "Makefile": "all:\n", "GNUmakefile": "x:\n",
    ])
    repo(board, "web", ["AGENTS.md": "# Web\n"])
    board.folder.link("AGENTS.md", to: "web/AGENTS.md")
    board.folder.link("CLAUDE.md", to: "real.md")
    chmod(board.folder("GNUmakefile"), 0o444)
    let outcome = try await start(board)
    #expect(
      notes(outcome) == [
        "GNUmakefile: left alone: it is read-only",
        "AGENTS.md: left alone: it is a link to \(board.folder.path)/web/AGENTS.md, which is not directly in this folder",
      ])
    #expect(board["web/AGENTS.md"] == "# Web\n")
    #expect(board["real.md"]?.hasPrefix("# Real\n\n<!-- orchsite: begin -->\n") == true)
    #expect(FileSystem.kind(of: board.folder("CLAUDE.md")) == .symlink)
    #expect(board["Makefile"] == "all:\n")
    _ = try await start(board, Self.removal)
    #expect(board["real.md"] == "# Real\n")
  }

  @Test func claudeThatImportsAgents() async throws {
    for (text, isLeft) in [
      ("See @AGENTS.md\n", true), ("@./AGENTS.md", true), ("```\n@AGENTS.md\n```\n", false), ("`@AGENTS.md`\n", false),
    ] {
      let board = Self.folder(["CLAUDE.md": text])
      #expect(try await start(board).plan.steps.contains { $0.path == "CLAUDE.md" } != isLeft, "\(text)")
    }
    let linked = Self.folder(["AGENTS.md": "# A\n"])
    linked.folder.link("CLAUDE.md", to: "AGENTS.md")
    #expect(
      try await start(linked).plan.steps.map(\.path).filter {
        $0.hasSuffix(".md") && !$0.hasPrefix("content") && !Self.skills.contains($0)
      } == ["AGENTS.md"])
  }

  // MARK: Places

  @Test func placesWhereNoneIsMade() throws {
    let board = Board()
    board.folder.makeFolder("sub")
    #expect(
      throws: Refusal.answer(
        "\(board.folder.path)/sub is in the workspace \(board.folder.path)",
        help: "orchsite init \(board.folder.path) adds what that lacks; --anyway makes another in it")
    ) { try InitWorkspace.place(at: board.folder("sub"), insists: false) }
    #expect(try InitWorkspace.place(at: board.folder("sub"), insists: true).path == board.folder("sub"))
    #expect(try InitWorkspace.place(at: board.folder.path, insists: false).path == board.folder.path)
    let hugo = Self.folder(["content/post.md": "# Post\n"])
    #expect(
      throws: Refusal.answer(
        "\(hugo.folder.path)/content holds other files, and no index.md",
        help: "choose another folder for the workspace")
    ) { try InitWorkspace.place(at: hugo.folder.path, insists: false) }
    #expect(try InitWorkspace.place(at: hugo.folder("new/deep"), insists: false).path == hugo.folder("new/deep"))
  }

  @Test func aFolderInARepository() async throws {
    let board = Self.folder(["a": "a\n"])
    board.git("init", "--quiet")
    board.commitAll("start")
    for name in ["there", "missing/deep"] {
      if name == "there" { board.folder.makeFolder(name) }
      let home = Home(path: board.folder(name), git: board.git(with: [:], at: board.folder(name)))
      let outcome = try await board.call(Self.agreed(), at: "2026-01-15T09:00:00Z", in: home)
      #expect(
        notes(outcome) == [".: is in the repository \(board.folder.path): what is written is committed there"])
      #expect(FileSystem.kind(of: board.folder("\(name)/.git")) == nil)
      #expect(board[".gitignore"] == nil)
      #expect(board.git("ls-files", name).split(separator: "\n").count == 10)
    }
  }

  @Test func aLinkedWorktreeIsNoPlace() async throws {
    let board = Self.folder(["a": "a\n"])
    board.git("init", "--quiet")
    board.commitAll("start")
    board.git("worktree", "add", "--quiet", "side")
    let home = Home(path: board.folder("side"), git: board.git(with: [:], at: board.folder("side")))
    for request in [Self.agreed(), Self.removal] {
      #expect(
        await board.refusal(of: request, in: home)
          == .answer(
            "\(board.folder.path)/side is in a linked worktree: what is written there leaves with its branch",
            help: "run it in the main checkout"))
    }
  }

  // MARK: Asking

  @Test func nothingIsDoneUnasked() async throws {
    let board = Self.folder()
    let outcome = try await start(board, InitWorkspace())
    if case .refused(isAsked: false) = outcome.state {} else { Issue.record("it was done") }
    var asking = InitWorkspace()
    asking.ask = { question in if case .plan = question { false } else { true } }
    let declined = try await start(board, asking)
    if case .refused(isAsked: true) = declined.state {} else { Issue.record("it was done") }
    #expect(try await start(board, Self.agreed(), isDryRun: true).plan.steps.count == 11)
    #expect(picture(board) == [:])
    #expect(FileSystem.kind(of: board.folder(".git")) == nil)
  }

  @Test func makeOfSomebodyElseIsNotBroughtIn() async throws {
    let board = Self.folder(["Makefile": "all:\n", "orchsite.mk": "mine\n"])
    let outcome = try await start(board)
    #expect(notes(outcome) == ["orchsite.mk: left alone: it was edited, or orchsite did not write it"])
    #expect(board["Makefile"] == "all:\n" && board["orchsite.mk"] == "mine\n")
  }

  @Test func filesThatNobodyCommittedMakeNoRepo() async throws {
    let board = Self.folder(["notes.txt": "hi\n"])
    try await start(board)
    #expect(try await start(board).plan.steps == [])
    #expect(board["content/repos"] == nil)
  }

  @Test func whatChangesInARepoKeepsNoContent() async throws {
    let board = Self.folder()
    board.folder.makeFolder("web")
    board.git("init", "--quiet", "web")
    let outcome = try await start(board)
    #expect(
      notes(outcome) == ["web: has no commit yet, and work begins at one: git -C web commit --allow-empty -m first"])
    board.git("-C", "web", "commit", "--quiet", "--allow-empty", "--message", "first")
    board.git("-C", "web", "remote", "add", "origin", "https://git.example/web")
    _ = try await ShowStatus().run(in: board.home, Stage(now: instant("2026-01-15T09:00:00Z")))
    let removed = try await start(board, Self.removal)
    #expect(removed.warnings == [] && notes(removed) == [".git: stays: it keeps the history"])
    #expect(FileSystem.kind(of: board.folder("content")) == nil)
    #expect(FileSystem.kind(of: board.folder(".orchsite")) == nil)
  }

  @Test func repositoriesWithoutAWorkingTreeAreLeftOut() async throws {
    let board = Self.folder()
    board.git("init", "--quiet", "--bare", "store.git")
    #expect(notes(try await start(board)) == ["store.git: left out: a repository without a working tree"])
    #expect(
      await board.refusal(of: Self.agreed("store.git"))
        == .answer("store.git is a repository without a working tree", help: "name a clone of it"))
  }

  @Test func aRepoWhoseGitDirectoryLiesApartIsIgnoredAndRead() async throws {
    let (board, apart) = (Self.folder(), TemporaryFolder())
    board.git("init", "--quiet", "--separate-git-dir", apart("git"), "web")
    board.git("-C", "web", "commit", "--quiet", "--allow-empty", "--message", "first")
    try await start(board)
    #expect(board[".gitignore"]?.contains("\n/web\n") == true)
    let status = try await board.call(ShowStatus(), at: "2026-01-15T09:00:00Z")
    #expect(!status.isIncomplete && status.repos.map(\.facts?.uncommittedFiles) == [0])
  }

  // MARK: A cloned home

  @Test func aClonedHomeGetsItsRepos() async throws {
    let far = Self.folder()
    repo(far, "backend")
    let board = Board([
      "content/repos/backend.md": "---\ntitle: Backend\nurl: \(far.folder.path)/backend\n---\n",
      "content/repos/web.md": "---\ntitle: Web\nurl: ext::sh -c touch% PWNED\n---\n",
      "content/repos/up.md": "---\ntitle: Up\npath: ../up\nurl: \(far.folder.path)/backend\n---\n",
      "content/repos/dash.md": "---\ntitle: Dash\nurl: --upload-pack=touch PWNED\n---\n",
      "content/repos/gone.md": "---\ntitle: Gone\nurl: \(far.folder.path)/gone\n---\n",
      "content/repos/bare.md": "---\ntitle: Bare\n---\n",
    ])
    let outcome = try await start(board)
    #expect(board["backend/a"] == "a\n")
    #expect(
      notes(outcome)
        == [
          "bare: not here, and content/repos/bare.md names no url to clone",
          "dash: not cloned: its url begins with -, as options do",
          "../up: not cloned: its path is not a plain one below this folder",
          "web: not cloned: its url names a program as its transport",
        ].sorted() || Set(notes(outcome)).count == 4)
    #expect(outcome.failures.map(\.path) == ["gone"])
    #expect(FileSystem.kind(of: board.folder("gone")) == nil)
    #expect(FileSystem.kind(of: board.folder(".orchsite/clones")) == nil)
    #expect(board["PWNED"] == nil)
  }

  @Test func addressesThatAreRefused() {
    for url in ["ext::sh -c x", "fd::17", "-x", "--upload-pack=x", "http+x://a", "ftp://a", "a\nb", "", "x::y"] {
      #expect(CloneAddress.refusal(of: url) != nil, "\(url)")
    }
    for url in ["https://a/b", "git@a:b.git", "ssh://[::1]/a", "/a/b", "../b", "file:///a", "[::1]:a"] {
      #expect(CloneAddress.refusal(of: url) == nil, "\(url)")
    }
    let board = Self.folder(["web/.git/HEAD": "x", "plain/a": "x"])
    board.folder.link("link", to: "/tmp")
    for path in [
      "../a", "/a", "a/../b", ".git/x", "a//b", "", "content/x", "site", "web/x", "link/x", "a\nb", "plain/a/x",
    ] {
      #expect(ClonePlace.refusal(of: path, in: board.folder.path) != nil, "\(path)")
    }
    for path in ["a", "a/b", "plain/b"] { #expect(ClonePlace.refusal(of: path, in: board.folder.path) == nil) }
  }

  @Test func secretsOfAddressesStayOut() {
    #expect(RepoSearch.shareable("https://ada:secret@a/b") == "https://a/b")
    #expect(RepoSearch.shareable("https://token@a/b@c") == "https://a/b@c")
    #expect(RepoSearch.shareable("git@a:b.git") == "git@a:b.git")
    #expect(RepoSearch.shareable("git:secret@a:b.git") == "git@a:b.git")
    #expect(RepoSearch.shareable("ssh://git:secret@a/b") == "ssh://git@a/b")
    #expect(RepoSearch.shareable("HTTPS://ada:secret@a/b") == "HTTPS://a/b")
    #expect(RepoSearch.shareable("https://a/b.git?access_token=secret#x") == "https://a/b.git")
    #expect(RepoSearch.shareable("file:///srv/a.git") == "file:///srv/a.git")
    #expect(RepoSearch.shareable("/srv/a.git") == "/srv/a.git")
    #expect(RepoSearch.shareable("../a") == nil)
    #expect(RepoSearch.shareable("a b") == nil)
  }
}
