import Bytes
import Testing

@testable import Agents

@Suite("Reading a script of a shell")
struct ShellReaderTests {
  /// The simple commands of a script, in their order, those in substitutions too.
  private func commands(_ script: String) throws -> [String] {
    var found: [String] = []
    func show(_ word: ShellWord) -> String {
      word.pieces.map { piece in
        switch piece {
        case .text(let bytes, _): String(decoding: bytes, as: UTF8.self)
        case .variable(let name, _): "$" + name
        case .unknown: "…"
        }
      }.joined()
    }
    func visit(_ words: [ShellWord]) { for word in words { word.nested.forEach(visit) } }
    func visit(_ redirections: [ShellRedirection]) {
      visit(redirections.map(\.target) + redirections.compactMap(\.document?.word))
    }
    func visit(_ nodes: [ShellNode]) { nodes.forEach(visit) }
    func visit(_ node: ShellNode) {
      switch node {
      case .simple(let simple):
        let assigned = simple.assignments.map { "\($0.name)=\(show($0.value))" }
        let directed = simple.redirections.map { "\($0.kind):\(show($0.document?.word ?? $0.target))" }
        found.append((assigned + simple.words.map(show) + directed).joined(separator: " "))
        visit(simple.words + simple.assignments.flatMap { [$0.value] + $0.items })
        visit(simple.redirections)
      case .pipeline(let nodes): visit(nodes)
      case .chain(let first, let rest): visit([first] + rest.map(\.1))
      case .background(let node), .function(_, let node): visit(node)
      case .group(let nodes, let redirections), .subshell(let nodes, let redirections):
        visit(nodes)
        visit(redirections)
      case .branches(let first, let bodies, _): visit(first + bodies.flatMap(\.self))
      case .loop(_, let words, let body, let redirections):
        visit(words ?? [])
        visit(body)
        visit(redirections)
      case .choice(let word, let cases, _):
        visit([word])
        visit(cases.flatMap(\.body))
      case .test(let words, _): visit(words)
      }
    }
    visit(try ShellReader.read(script))
    return found
  }

  @Test(
    "what is run",
    arguments: [
      ("a b c", ["a b c"]), ("a;b\nc&d", ["a", "b", "c", "d"]), ("a && b || c | d", ["a", "b", "c", "d"]),
      ("a 'b c' \"d e\" f\\ g", ["a b c d e f g"]), ("a $'x\\ty\\x41\\101\\u00e9'", ["a x\tyAA\u{E9}"]),
      ("a \"b $C ${D} $1\"", ["a b $C $D $1"]), ("a # b\nc#d", ["a", "c#d"]), ("a \\\n b", ["a b"]),
      ("A=1 B='x y' a", ["A=1 B=x y a"]), ("A=1", ["A=1"]), ("A=(x y); a", ["A=…", "a"]), ("A[1]=x", ["A=…"]),
      ("a > b 2>&1 >>c <d", ["a write:b duplicate:1 write:c read:d"]), ("a>b", ["a write:b"]), ("a 2>b", ["a write:b"]),
      ("a2>b", ["a2 write:b"]),
      ("a &> b; c &>>d; e >& f; g >&2", ["a write:b", "c write:d", "e write:f", "g duplicate:2"]),
      ("a <> b >| c", ["a readWrite:b write:c"]), ("a {x}> b", ["a write:b"]), (">a", ["write:a"]),
      ("a <<E\nx $Y\nE\nb", ["a here:x $Y\n", "b"]), ("a <<'E'\nx $(c)\nE\nb", ["a here:x $(c)\n", "b"]),
      ("a <<-E\n\tx\n\tE\nb", ["a here:x\n", "b"]), ("a <<E; b\nx\nE\nc", ["a here:x\n", "b", "c"]),
      ("a <<E <<F\n1\nE\n2\nF\nb", ["a here:1\n here:2\n", "b"]), ("a <<E\nx", ["a here:x\n"]),
      ("a <<<'b'", ["a here:b"]),
      ("a <<E\n$(b)\nE", ["a here:…\n", "b"]), ("a $(b; c) d", ["a … d", "b", "c"]),
      ("a `b \\`c\\``", ["a …", "b …", "c"]),
      ("a \"$(b \"$(c)\")\"", ["a …", "b …", "c"]), ("a $(b <<E\nx)\nE\n)", ["a …", "b here:x)\n"]),
      ("a <(b) >(c)", ["a … …", "b", "c"]), ("a $((1 + $(b)))", ["a …", "b"]), ("a $( (b) )", ["a …", "b"]),
      ("a $((b); c)", ["a …", "b", "c"]), ("((x = 1)); a", ["a"]), ("((b); c)", ["b", "c"]),
      ("a ${x:-$(b)}", ["a …", "b"]),
      ("a ${x:-`b`} ${#y} ${z%\"}\"}", ["a … … …", "b"]), ("a ${x:-'}'} b", ["a … b"]),
      ("if a; then b; elif c; then d; else e; fi", ["a", "c", "b", "d", "e"]), ("while a; do b; done", ["a", "b"]),
      ("until a\ndo\nb\ndone", ["a", "b"]), ("for x in 1 2; do a $x; done", ["a $x"]), ("for x; do a; done", ["a"]),
      ("for x in $(b); do a; done", ["b", "a"]), ("for ((i=0; i<3; i++)); do a; done", ["a"]),
      ("case $x in a|b) c;; (d) e;& *) f;; esac; g", ["c", "e", "f", "g"]), ("case x in a) b\nesac", ["b"]),
      ("a $(case x in y) b;; esac)", ["a …", "b"]), ("{ a; b; } > c", ["a", "b"]), ("(a; b) && c", ["a", "b", "c"]),
      ("f() { a; }; f", ["a", "f"]), ("function f { a; }", ["a"]), ("f () (a)", ["a"]),
      ("! a; time -p b; time", ["a", "b"]),
      ("coproc a b; coproc X { c; }", ["a b", "c"]), ("[[ a < b && (c || d) ]] && e", ["e"]),
      ("[[ $x =~ ^(a|b)$ ]]", []),
      ("a for if done", ["a for if done"]), ("a {b,c} {d", ["a {b,c} {d"]),
      ("export A=(x $(b))", ["export A= x …", "b"]),
      ("a |& b", ["a", "b"]), ("a \"b\nc\"", ["a b\nc"]), ("", []), ("\n\n# x\n", []), ("a; ", ["a"]),
      ("$x y", ["$x y"]),
      ("a $ \"$\" $'b'$\"c\"", ["a $ $ bc"]), ("a=b=c d=e", ["a=b=c d=e"]), ("a b=c", ["a b=c"]),
      ("if (a) then b; fi", ["a", "b"]),
    ])
  func read(_ script: String, _ expected: [String]) throws { #expect(try commands(script) == expected) }

  @Test(
    "what is no script, and why",
    arguments: [
      ("'a", "a ' is not closed"), ("\"a", "a \" is not closed"), ("$'a", "a $' is not closed"),
      ("a $(b", "a ( is not closed"), ("a `b", "a ` is not closed"), ("a ${b", "a ${ is not closed"),
      ("a )", "\")\" is unexpected at byte 3"), ("if a", "\"then\" is missing at byte 5"),
      ("{ a", "\"}\" is missing at byte 4"),
      ("a &&", "it ends too early"), ("| a", "\"|\" is unexpected at byte 1"),
      ("a;;b", "\";\" is unexpected at byte 2"),
      ("(a", "it ends too early"), ("a >", "it ends too early"), ("done", "\"d\" is unexpected at byte 1"),
      ("case x in", "it ends too early"), ("a (b)", "\"b\" is unexpected at byte 4"),
    ])
  func unreadable(_ script: String, _ message: String) {
    #expect(throws: ShellError(message: message)) { try ShellReader.read(script) }
  }

  @Test("values of words")
  func values() throws {
    func values(_ word: String) throws -> [String] {
      var reader = ShellReader(Array(word.utf8))
      let read = try #require(try reader.word())
      return read.values(home: "/home/ada") { ["A": "x", "B": "y z", "E": ""][$0] }.map { value in
        value.shown + (value.patternAt.map { "*\($0)" } ?? "")
      }
    }
    #expect(try values("a$A") == ["ax"])
    #expect(try values("$B") == ["y", "z"])
    #expect(try values("a${B}c") == ["ay", "zc"])
    #expect(try values("\"a$B\"") == ["ay z"])
    #expect(try values("$E") == [])
    #expect(try values("\"$E\"") == [""])
    #expect(try values("a$C/b") == ["a…/b"])
    #expect(try values("~/x") == ["/home/ada/x"])
    #expect(try values("~") == ["/home/ada"])
    #expect(try values("'~/x'") == ["~/x"])
    #expect(try values("~bo/x") == ["…/x"])
    #expect(try Set(values("a{b,c{d,e}}f")) == ["abf", "acdf", "acef"])
    #expect(try values("{a,b}{c,d}") == ["ac", "ad", "bc", "bd"])
    #expect(try values("'{a,b}'") == ["{a,b}"])
    #expect(try values("{a}") == ["{a}*0"])
    #expect(try values("a*b") == ["a*b*1"])
    #expect(try values("'a*b'?") == ["a*b?*3"])
    let many = String(repeating: "{a,b}", count: 20)
    #expect(try values(many) == ["…"])
  }

  @Test("random bytes neither crash nor hang it")
  func random() {
    var generator = Generator(state: 7)
    let letters = Array("ab $(){}[]<>|&;\"'`\\\n#=*~!-+123fidonecasetherwl".utf8)
    for _ in 0..<20_000 {
      let count = Int(generator.next() % 60)
      let bytes = (0..<count).map { _ in letters[Int(generator.next() % UInt64(letters.count))] }
      _ = try? ShellReader.read(bytes, depth: 0)
    }
    for _ in 0..<2_000 {
      _ = try? ShellReader.read((0..<200).map { _ in UInt8(truncatingIfNeeded: generator.next()) }, depth: 0)
    }
  }

  @Test(
    "long scripts take no longer than their length",
    arguments: [
      "$((", "$( (", "((", "(", "{ ", "`", "\"$(", "${x:-", "if a; then ", "a <<E\n", "$(case x in a) ", "a|", "a&&",
      "a;",
      "'a'", "\"$a\"", "\\", "a=(", "[[ ", "<(", "{a,b}", "$'\\x41'", "for x in ", "f() { ", "! ", "coproc ", "time ",
      "\\`", "#", "a\n", "$[", "&>", "2>&1 ",
    ])
  func linear(_ piece: String) {
    let script = String(repeating: piece, count: 100_000 / piece.utf8.count)
    let clock = ContinuousClock()
    let time = clock.measure { _ = try? ShellReader.read(script) }
    // Quadratic would be minutes.
    #expect(time < .seconds(20))
  }

  @Test("random scripts neither crash nor hang the guard")
  func judged() {
    var generator = Generator(state: 11)
    let words = [
      "rm", "-rf", "../x", "|", "&&", ";", "git", "push", "-C", "'", "\"", "$(", ")", "(", "{", "}", "`", "eval", "env",
      "sh", "-c",
      "x=1", "$x", ">", "<<E", "\nE\n", "for", "in", "do", "done", "find", "-exec", "xargs", "cd", "..", "f()", "f",
      "--", "*",
      "{a,b}", "\\", "\n", "orchsite", "make", "sed", "stash", "pop", "case", "esac", "if", "then", "fi", "~", "-",
      "tar",
    ]
    for number in 0..<10_000 {
      let count = Int(generator.next() % 20)
      let script = (0..<count).map { _ in words[Int(generator.next() % UInt64(words.count))] }.joined(separator: " ")
      _ = Shop.refusal(number % 2 == 0 ? .worker : .orchestrator, command: script)
    }
  }

  @Test(
    "commands that run commands without end are refused",
    arguments: ["eval ", "command ", "env ", "xargs ", "nice ", "exec ", "sudo ", "env -S "])
  func wrapped(_ piece: String) {
    for role in AgentRole.allCases {
      #expect(Shop.refusal(role, command: String(repeating: piece, count: 5_000) + "ls") != nil)
    }
    #expect(Shop.refusal(.orchestrator, command: "f() { ls; f; }; f") == nil)
    let functions = (1...30).map { "f\($0)() { f\($0 + 1); f\($0 + 1); }" }.joined(separator: "; ")
    #expect(Shop.refusal(.worker, command: functions + "; f1") != nil)
  }

  private struct Generator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
