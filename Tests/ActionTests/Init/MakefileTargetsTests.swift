import TestSupport
import Testing

@testable import Actions

@Suite struct MakefileTargetsTests {
  private func shadowed(_ makefile: String, in folder: String = "/nowhere") -> [String] {
    MakefileTargets(Array(makefile.utf8), in: folder).shadowing(MakeTarget.all)
  }

  @Test func rulesAreFound() {
    #expect(shadowed("test: deps\n\tswift test\n") == ["test"])
    #expect(shadowed("lint test:\n\ttrue\n") == ["lint", "test"])
    #expect(shadowed("build:: a\ntest ci &: b\n") == ["build", "test", "ci"])
    #expect(shadowed("test \\\n  lint: a\n") == ["test", "lint"])
    #expect(shadowed("test:\r\n\ttrue\r\n") == ["test"])
    #expect(shadowed("test: export A = b\n") == ["test"])
    #expect(shadowed("release-%: a\n\ttrue\n") == ["release-%"])
    #expect(shadowed("status-backend:\n\ttrue\ndeploy-%:\n\ttrue\n") == ["status-backend", "deploy-%"])
    #expect(shadowed("orchsite-help:\n") == ["orchsite-help"])
  }

  @Test func whatIsNoRuleIsNot() {
    #expect(
      shadowed("test := a\ntest::=b\ntest = a:b\nlint ?= x:\n.PHONY: test ci\n\ttest: x\n# test:\n%: ; @:\n") == [])
    #expect(shadowed("define a\ntest: b\nendef\n$(X): test\nmy-test: test\n") == [])
    #expect(shadowed("\u{FEFF}# nothing\n") == [])
  }

  @Test func includedFilesCount() {
    let folder = TemporaryFolder()
    folder.put("test:\n\ttrue\ninclude common.mk\n", at: "common.mk")
    #expect(shadowed("include common.mk missing.mk $(X)\nlint:\n", in: folder.path) == ["test", "lint"])
  }
}
