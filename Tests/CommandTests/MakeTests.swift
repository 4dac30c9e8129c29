import Actions
import Foundation
import TestSupport
import Testing

/// `orchsite.mk`, with a real make. `orchsite` is a script that notes what it was called with, except where it says that
/// it is the binary.
@Suite struct MakeTests {
  private final class Place: Sendable {
    let folder = TemporaryFolder()
    let environment: [String: String]

    /// - Parameters:
    ///   - makefile: what stands behind the line that includes `orchsite.mk`.
    ///   - programs: those that are installed.
    init(_ makefile: String = "", in name: String = "home", programs: [String] = ["orchsite", "orchsite-notion"]) {
      folder.put(String(decoding: MakeFile.bytes, as: UTF8.self), at: "\(name)/orchsite.mk")
      folder.put("-include orchsite.mk\n\(makefile)", at: "\(name)/Makefile")
      let log = folder("log")
      for program in programs {
        folder.put(
          "#!/bin/sh\n{ printf '%s' \(program); for a; do printf '|%s' \"$a\"; done; echo; } >> '\(log)'\nexit ${CODE:-0}\n",
          at: "bin/\(program)")
        chmod(folder("bin/\(program)"), 0o755)
      }
      home = folder(name)
      environment = ["PATH": folder("bin") + ":/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder.path]
    }

    let home: String

    func make(_ words: String..., environment extra: [String: String] = [:]) -> Outcome {
      Command(["make"] + words, in: home, environment: environment.merging(extra) { $1 }).outcome()
    }

    /// What was called since the last look.
    func calls() -> String {
      defer { folder.remove("log") }
      return folder.text("log") ?? ""
    }
  }

  /// Alone, make names the targets where the Makefile has none of its own; values are text there too.
  @Test func valuesWithoutATargetAreTextToo() {
    let place = Place()
    place.folder.put(".DEFAULT_GOAL := orchsite-help\n-include orchsite.mk\n", at: "home/Makefile")
    for name in ["FOO", "TASK"] {
      let outcome = place.make("\(name)=$(shell touch made)")
      #expect(outcome.code == 2 && outcome.err.contains("a value with a dollar sign was given for: \(name)"))
    }
    #expect(place.folder.text("home/made") == nil)
    #expect(place.make().code == 0)
  }

  @Test func everyTargetIsOneLineOverAVerb() {
    let place = Place()
    var lines: [String] = []
    for target in MakeTarget.all {
      let name = target.isFamily ? "\(target.name)web" : target.name
      let outcome = place.make(name, "REPO=backend", "TASK=fix-migration", "VERSION=1.3.0", "BUMP=minor")
      #expect(outcome == Outcome(code: 0, out: "", err: ""), "\(name)")
      lines.append("\(name): \(place.calls())")
    }
    #expect(
      lines.joined() == """
        orchestrator: orchsite|status
        status: orchsite|status|--|backend
        status-web: orchsite|status|--|web
        branches: orchsite|status|--|backend
        version-get: orchsite|status|--|backend
        worker-new: orchsite|worker|start|--|backend|fix-migration
        worker: orchsite|worker|resume|--|backend|fix-migration
        worker-clean: orchsite|worker|clean|--|backend|fix-migration
        conflicts: orchsite|conflicts|--|backend
        worktrees: orchsite|worker|list
        doctor: orchsite|doctor
        test: orchsite|run|--|test|backend
        lint: orchsite|run|--|lint|backend
        build: orchsite|run|--|build|backend
        verify: orchsite|run|--|verify|backend
        ci: orchsite|run|--|ci|backend
        deploy-web: orchsite|run|--|deploy-web|backend
        gitflow-init: orchsite|flow|init|--|backend
        feature-start: orchsite|worker|start|--|backend|fix-migration
        feature-finish: orchsite|feature|finish|--|backend|fix-migration
        release-start: orchsite|release|start|--bump=minor|--|backend|1.3.0
        release-finish: orchsite|release|finish|--|backend|1.3.0
        hotfix-start: orchsite|hotfix|start|--bump=minor|--|backend|1.3.0
        hotfix-finish: orchsite|hotfix|finish|--|backend|1.3.0
        sync-sprint: orchsite-notion|apply
        sync-invoices: orchsite-notion|apply

        """)
    #expect(place.make("test").code == 0)
    #expect(place.calls() == "orchsite|run|--|test\n")
    #expect(place.make("release-start", "REPO=a", "BUMP=minor").code == 0)
    #expect(place.calls() == "orchsite|release|start|--bump=minor|--|a\n")
  }

  @Test func whatIsMissingIsSaid() {
    let place = Place()
    let outcome = place.make("worker-new", "REPO=backend")
    #expect(outcome.code == 2)
    #expect(
      outcome.err.hasPrefix(
        "worker-new: TASK is missing, as in: make worker-new REPO=backend TASK=fix-migration\n"))
    #expect(place.calls() == "")
    for target in MakeTarget.all where !target.needed.isEmpty { #expect(place.make(target.name).code == 2) }
    #expect(place.calls() == "")
  }

  @Test func aProgramThatIsNotThereIsAnError() {
    let place = Place(programs: [])
    for target in MakeTarget.all {
      let name = target.isFamily ? "\(target.name)web" : target.name
      for options in [[name], ["-k", name], ["-k", name, "orchsite-help"]] {
        let outcome = Command(
          ["make"] + options + ["REPO=a", "TASK=b"], in: place.home, environment: place.environment
        ).outcome()
        #expect(outcome.code == 2, "\(options)")
        #expect(
          outcome.err.hasPrefix(
            "\(name): \(target.program.rawValue) is not installed, or not in PATH; nothing was done\n"),
          "\(outcome.err)")
      }
    }
  }

  @Test func theExitCodeSaysWhetherItWorked() {
    let place = Place()
    #expect(place.make("status", environment: ["CODE": "1"]).code == 2)
    #expect(place.make("-k", "status", "worktrees", environment: ["CODE": "1"]).code == 2)
    #expect(place.calls() == "orchsite|status|--\norchsite|status|--\norchsite|worker|list\n")
  }

  // MARK: Values

  private static let values = [
    "$(shell touch PWNED)", "${shell touch PWNED}", "$$(touch PWNED)", "`touch PWNED`", "\";touch PWNED;\"",
    "';touch PWNED;'", "a;touch PWNED", "a b", "a\ntouch PWNED", "\\", "--help", "-n", "#a", "a&touch PWNED", "%",
    "a:b=c",
    "$(eval $(shell touch PWNED))", "'", "\"", "é", "*", "~", "$",
  ]

  /// Every value for every variable of every target, from the command line and from the environment. Make runs all
  /// targets that it is given, one after the other.
  @Test func valuesAreText() {
    let place = Place("export\n")
    let names = MakeTarget.all.map { $0.isFamily ? "\($0.name)web" : $0.name }
    let variables = MakeTarget.Variable.allCases.map(\.rawValue)
    func make(_ words: [String], _ environment: [String: String] = [:]) -> Outcome {
      Command(["make"] + words, in: place.home, environment: place.environment.merging(environment) { $1 }).outcome()
    }
    for value in Self.values {
      let given = variables.map { "\($0)=\(value)" }
      let outcome = make(names + given)
      let calls = place.calls()
      if value.contains("$") {
        #expect(outcome.code == 2)
        #expect(calls == "", "\(value)")
        #expect(
          outcome.err.contains("nothing was run: a value with a dollar sign was given for: BUMP REPO TASK VERSION"))
      } else {
        #expect(outcome == Outcome(code: 0, out: "", err: ""), "\(value)")
        #expect(calls.contains("orchsite|worker|start|--|\(value)|\(value)\n"), "\(value)")
      }
      for options in [[], ["-e"]] {
        #expect(make(options + names, Dictionary(uniqueKeysWithValues: variables.map { ($0, value) })).code == 0)
        #expect(place.calls().contains("orchsite|release|start|--bump=\(value)|--|\(value)|\(value)\n"), "\(value)")
      }
    }
    for name in names + ["orchsite-help"] {
      for variable in variables { #expect(make([name, "\(variable)=\(Self.values[0])"]).code == 2) }
    }
    #expect(place.calls() == "")
    #expect(place.folder.text("home/PWNED") == nil)
  }

  /// Variables of make and of ours.
  @Test func noOtherVariableRunsAnything() {
    let place = Place()
    let names = [
      "FOO", "O_TASK", "O_REPO", "orchsite_begin", "orchsite_need", "orchsite_names", "orchsite_asked",
      "orchsite_unsafe", "orchsite_letters", "orchsite_given", "orchsite_goal", "orchsite_files", "orchsite_theirs",
      "VPATH", "MAKECMDGOALS", "CURDIR", "MAKE", "MAKE_VERSION", ".SHELLFLAGS", "SHELL", ".DEFAULT_GOAL", ".VARIABLES",
      "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "GNUMAKEFLAGS", "MAKEFILE_LIST", "MAKELEVEL", "MAKE_COMMAND", "SUFFIXES",
    ]
    for name in names {
      for value in ["$(shell touch PWNED)", "touch PWNED;"] {
        let given = "\(name)=\(value)"
        _ = place.make("worker-new", "REPO=a", "TASK=b", given)
        #expect(["", "orchsite|worker|start|--|a|b\n"].contains(place.calls()), "\(given)")
        #expect(place.folder.text("home/PWNED") == nil, "\(given)")
        place.folder.remove("home/PWNED")
      }
    }
  }

  /// Names of targets that families are asked for.
  @Test func namesAreText() {
    let place = Place()
    for name in [
      "$(shell touch PWNED)", "a;touch PWNED", "`touch PWNED`", "a b", "A", "a.o", "x:;touch${IFS}PWNED", "'", "../a",
      "",
    ] {
      for family in MakeTarget.all where family.isFamily {
        #expect(place.make("\(family.name)\(name)").code == 2, "\(name)")
      }
      #expect(place.calls() == "")
      #expect(place.folder.text("home/PWNED") == nil)
    }
  }

  // MARK: The Makefile around it

  @Test(arguments: [
    "SHELL = /bin/false\n", ".ONESHELL:\n", ".SHELLFLAGS = -ec\n.ONESHELL:\nSHELL=/usr/bin/env\n",
    "MAKEFLAGS += --warn-undefined-variables -j4 --no-builtin-rules\n", ".POSIX:\n", ".SECONDEXPANSION:\n",
    ".SUFFIXES:\nexport\n", "%: ; @echo everything\n", ".DEFAULT: ; @echo default\n",
    "export TASK = x\nVERSION = $(shell echo 9)\n",
    "MAKEFLAGS += -O -Rr\n", ".NOTPARALLEL:\n.DELETE_ON_ERROR:\n.EXPORT_ALL_VARIABLES:\n",
  ])
  func whateverTheMakefileSets(_ makefile: String) {
    let place = Place(makefile, in: "with a space, é and 'quotes'")
    let outcome = place.make("worker-new", "REPO=backend", "TASK=fix-migration")
    #expect(outcome == Outcome(code: 0, out: "", err: ""))
    #expect(place.calls() == "orchsite|worker|start|--|backend|fix-migration\n")
    #expect(place.make("status-web") == Outcome(code: 0, out: "", err: ""))
    #expect(place.calls() == "orchsite|status|--|web\n")
    #expect(place.make("worker-new", "REPO=backend", environment: ["CODE": "1"]).code == 2)
  }

  @Test func theMakefileIsAsItWas() {
    let own = """
      THIS := $(lastword $(MAKEFILE_LIST))
      all: ; @echo all '$(THIS)' '$(MAKEFILE_LIST)' "$$TASK"
      nested: ; @$(MAKE) --no-print-directory inner
      inner: ; @echo '$(TASK)'
      %.o: %.c ; @echo object $@

      """
    let place = Place(own)
    place.folder.put("", at: "home/status-bar.c")
    let alone = TemporaryFolder()
    alone.put(own, at: "Makefile")
    alone.put("", at: "status-bar.c")
    for words in [[], ["nested", "TASK=a b"], ["all", "TASK=x"], ["status-bar.o"], ["nothing"]] {
      let with = Command(["make"] + words, in: place.home, environment: place.environment).outcome()
      let without = Command(["make"] + words, in: alone.path, environment: place.environment).outcome()
      #expect(with == without, "\(words)")
    }
  }

  @Test func targetsOfTheMakefileStay() {
    let place = Place()
    place.folder.put(
      "orchsite_theirs := test deploy-% release-%\n-include orchsite.mk\ntest: ; @echo mine\ndeploy-%: ; @echo deploy $*\nrelease-%: ; @echo release $*\n",
      at: "home/Makefile")
    #expect(place.make("test") == Outcome(code: 0, out: "mine\n", err: ""))
    #expect(place.make("deploy-web") == Outcome(code: 0, out: "deploy web\n", err: ""))
    #expect(place.make("release-start") == Outcome(code: 0, out: "release start\n", err: ""))
    #expect(place.make("lint") == Outcome(code: 0, out: "", err: ""))
    #expect(place.calls() == "orchsite|run|--|lint\n")
  }

  /// Files that are called like targets make no difference, and a dry run runs nothing.
  @Test func nothingIsUpToDateAndADryRunIsOne() {
    let place = Place()
    for target in MakeTarget.all {
      place.folder.put("", at: "home/\(target.isFamily ? "\(target.name)web" : target.name)")
    }
    for target in MakeTarget.all {
      let name = target.isFamily ? "\(target.name)web" : target.name
      #expect(place.make(name, "REPO=a", "TASK=b") == Outcome(code: 0, out: "", err: ""))
      #expect(place.calls() != "")
      let dry = place.make("-n", name, "REPO=a", "TASK=b")
      #expect(dry.code == 0)
      #expect(dry.out.split(separator: "\n").count == 1)
      #expect(place.calls() == "")
    }
  }

  @Test func theDocumentationNamesEveryTarget() throws {
    let rows = try DocumentationPage("commands.md").rows(below: "make", first: "target")
    let named = rows.flatMap { $0.cells[0].split(separator: ", ").map { $0.trimmingCharacters(in: ["`"]) } }
    #expect(named.sorted() == MakeTarget.all.map(\.shownName).sorted())
  }

  @Test func helpNamesEveryTarget() {
    let help = Place(programs: []).make("orchsite-help")
    #expect(help.code == 0)
    #expect(help.out.split(separator: "\n").count == MakeTarget.all.count)
    #expect(help.out.contains("make worker-new REPO= TASK= "))
  }
}
