import Foundation
import TestSupport
import Testing
import Yams

/// The workflow of docs/publish.md is well-formed, may do no more than it has to, and its steps do what they say.
@Suite struct PublishTests {
  private static func workflow() throws -> String {
    let page = try DocumentationPage("publish.md")
    let blocks = page.blocks.filter { $0.language == "yaml" }
    #expect(blocks.count == 1)
    return try #require(blocks.first).text
  }

  private static func jobs() throws -> (all: Node, build: Node, publish: Node) {
    let all = try #require(try Yams.compose(yaml: try workflow()))
    let jobs = try #require(all["jobs"])
    #expect(jobs.mapping?.keys.compactMap(\.string) == ["build", "publish"])
    return (all, try #require(jobs["build"]), try #require(jobs["publish"]))
  }

  private static func steps(_ job: Node) -> [Node] { job["steps"]?.array() ?? [] }

  private static func pairs(_ node: Node?) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: (node?.mapping ?? [:]).map { ($0.key.string ?? "", $0.value.string ?? "") })
  }

  @Test func noMoreThanItHasTo() throws {
    let (all, build, publish) = try Self.jobs()
    #expect(all["permissions"]?.mapping?.isEmpty == true)
    #expect(Self.pairs(build["permissions"]) == ["contents": "read"])
    #expect(Self.pairs(publish["permissions"]) == ["pages": "write", "id-token": "write"])
    #expect(publish["needs"]?.string == "build")
    #expect(Self.steps(publish).allSatisfy { $0["run"] == nil }, "what may publish runs nothing of the repository")
    let checkout = Self.steps(build).first { $0["uses"]?.string?.hasPrefix("actions/checkout@") == true }
    #expect(checkout?["with"]?["persist-credentials"]?.bool == false)
    #expect(!(try Self.workflow().contains("secrets.")))
    #expect(all["on"]?["push"]?["branches"]?.array().compactMap(\.string) == ["main"])
  }

  @Test func actionsArePinned() throws {
    let (_, build, publish) = try Self.jobs()
    let used = (Self.steps(build) + Self.steps(publish)).compactMap { $0["uses"]?.string }
    #expect(
      used == [
        "actions/checkout@v4", "actions/cache@v4", "actions/upload-pages-artifact@v3", "actions/deploy-pages@v4",
      ])
  }

  /// Every `run:` as a runner runs it, in a clone. What compiles orchsite is replaced by a make that installs the
  /// binary that is there.
  @Test func theStepsBuildTheBoard() throws {
    let (_, build, _) = try Self.jobs()
    let folder = TemporaryFolder()
    folder.put("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n", at: "home/.gitconfig")
    try FileManager.default.copyItem(atPath: "\(DemoWorkspace.home)/content", toPath: folder.path + "/origin-content")
    folder.put("all:\n", at: "source/Makefile")
    folder.put(
      """
      #!/bin/sh
      test "$1 $3" = '-C install' && test "$2" = "$RUNNER_TEMP/orchsite" && test -f "$2/Makefile" || exit 9
      mkdir -p "${4#PREFIX=}/bin" && ln -s '\(Command.binary)' "${4#PREFIX=}/bin/orchsite"
      """, at: "tools/make")
    chmod(folder("tools/make"), 0o755)
    folder.makeFolder("temporary")
    let path = "\(folder("tools")):/usr/bin:/bin"
    var environment = ["HOME": folder("home"), "PATH": path, "LC_ALL": "C.UTF-8"]
    let prepare = """
      set -e
      git -C source init --quiet && git -C source add . && git -C source commit --quiet -m first
      git init --quiet origin && mv origin-content origin/content
      echo /site/ > origin/.gitignore
      git -C origin add . && git -C origin commit --quiet -m board
      git clone --quiet origin clone
      """
    #expect(Command(["sh", "-c", prepare], in: folder.path, environment: environment).outcome().code == 0)

    environment.merge(
      Self.pairs(build["env"]).merging([
        "ORCHSITE_SOURCE": "file://" + folder("source"), "RUNNER_TEMP": folder("temporary"),
        "GITHUB_PATH": folder("paths"),
      ]) { $1 }
    ) { $1 }
    var ran = 0
    for step in Self.steps(build) {
      guard let script = step["run"]?.string else { continue }
      let added = (folder.text("paths") ?? "").split(separator: "\n")
      environment["PATH"] = (added.map(String.init) + [path]).joined(separator: ":")
      let outcome = Command(["sh", "-e", "-c", script], in: folder("clone"), environment: environment).outcome()
      #expect(outcome.code == 0, "\(script)\(outcome.out)\(outcome.err)")
      ran += 1
    }
    #expect(ran == 3)

    // What is uploaded is the board, as anybody may read it, and the clone is as it was.
    let uploaded = Self.steps(build).compactMap { $0["with"]?["path"]?.string }.last
    #expect(uploaded == "site")
    #expect(folder.text("clone/site/index.html")?.contains("<h1") == true)
    let unreadable = Command(
      ["find", folder("clone/site"), "!", "-perm", "-o=r", "-o", "-type", "l"], in: folder.path,
      environment: environment
    ).outcome()
    #expect(unreadable.out == "")
    let status = Command(["git", "status", "--porcelain"], in: folder("clone"), environment: environment).outcome()
    #expect(status == Outcome(code: 0, out: "", err: ""))
  }
}
