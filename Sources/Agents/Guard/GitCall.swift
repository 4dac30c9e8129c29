import Bytes

/// A call of git: where it works, what it is to do.
struct GitCall {
  /// Where it is run, once `-C` is obeyed.
  var folders: [String?]
  /// `--git-dir`, `--work-tree` and the variables of these names.
  var repositories: [ShellValue] = []
  /// `-c NAME=VALUE`
  var settings: [ShellValue] = []
  /// Options in front of the subcommand that are neither these nor harmless.
  var oddOptions: [ShellValue] = []
  var subcommand: ShellValue?
  var arguments: [ShellValue] = []

  private static let harmless = [
    "-p", "--paginate", "-P", "--no-pager", "--bare", "--no-replace-objects", "--literal-pathspecs", "--glob-pathspecs",
    "--noglob-pathspecs", "--icase-pathspecs", "--no-optional-locks", "--no-lazy-fetch", "--no-advice", "--version",
    "-v",
    "--help", "-h", "--html-path", "--man-path", "--info-path", "--exec-path",
  ]

  init(_ words: [ShellValue], in judge: CommandJudge) {
    folders = judge.state.folders
    var rest = words[...]
    while let word = rest.popFirst() {
      if word.equals("-C") {
        if let folder = rest.popFirst() { folders = judge.follow(folder, from: folders) }
      } else if word.equals("-c") {
        if let setting = rest.popFirst() { settings.append(setting) }
      } else if word.equals("--git-dir") || word.equals("--work-tree") {
        if let folder = rest.popFirst() { repositories.append(folder) }
      } else if word.starts(with: "--git-dir=") || word.starts(with: "--work-tree=") {
        if let folder = word.behindEquals { repositories.append(folder) }
      } else if word.equals("--namespace") || word.equals("--super-prefix") || word.equals("--attr-source") {
        rest = rest.dropFirst()
      } else if word.isOption {
        if !Self.harmless.contains(where: { word.equals($0) }) { oddOptions.append(word) }
      } else {
        subcommand = word
        break
      }
    }
    arguments = Array(rest)
    for name in ["GIT_DIR", "GIT_WORK_TREE"] {
      if let value = judge.state.variables[name] { repositories.append(value.map { ShellValue($0) } ?? .nowhere) }
    }
  }

  var name: String { subcommand?.text ?? "" }
  /// For people.
  var shown: String { (["git", subcommand?.shown ?? ""] + arguments.prefix(3).map(\.shown)).joined(separator: " ") }

  /// In front of `--`.
  var options: [ShellValue] { arguments.prefix { !$0.equals("--") }.filter(\.isOption) }
  /// Words that are no options, in front of `--`; a value of an option counts as one.
  var operands: [ShellValue] { arguments.prefix { !$0.equals("--") }.filter { !$0.isOption } }
  /// What stands behind `--`.
  var paths: [ShellValue] { Array(arguments.drop { !$0.equals("--") }.dropFirst()) }
  var hasSeparator: Bool { arguments.contains { $0.equals("--") } }

  /// Whether one of some options is given, with a value or without; git takes the beginning of one for it.
  func has(_ names: String...) -> Bool {
    options.contains { option in
      let text = String(decoding: option.bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
      return names.contains { name in
        text.isExactly(name) || (text.utf8.count >= 3 && text.begins("--") && name.begins(text))
      }
    }
  }

  /// Whether a letter is among short options, alone or in one word with others.
  func hasLetter(_ letter: Character) -> Bool {
    guard let byte = letter.asciiValue else { return false }
    return options.contains { !$0.starts(with: "--") && $0.bytes.dropFirst().contains(byte) }
  }

  /// The words that are no options, without the values of some.
  func operands(without valued: [String]) -> [ShellValue] {
    var result: [ShellValue] = []
    var rest = arguments.prefix { !$0.equals("--") }
    while let word = rest.popFirst() {
      if valued.contains(where: { word.equals($0) }) {
        rest = rest.dropFirst()
      } else if !word.isOption {
        result.append(word)
      }
    }
    return result
  }

  /// Without the texts that a commit is given.
  var withoutMessages: [ShellValue] {
    var result: [ShellValue] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      result.append(word)
      if ["-m", "-am", "-qm", "--message"].contains(where: { word.equals($0) }), let text = rest.first, !text.isOpen {
        rest = rest.dropFirst()
      }
    }
    return result
  }

  // MARK: What only reads

  private static let readers: Set<String> = [
    "annotate", "blame", "cat-file", "check-attr", "check-ignore", "check-mailmap", "check-ref-format", "cherry",
    "count-objects", "describe", "diff", "diff-files", "diff-index", "diff-tree", "for-each-ref", "fsck",
    "get-tar-commit-id", "grep", "help", "log", "ls-files", "ls-remote", "ls-tree", "merge-base", "merge-tree",
    "name-rev", "range-diff", "rev-list", "rev-parse", "shortlog", "show", "show-branch", "show-index", "show-ref",
    "status", "var", "verify-commit", "verify-pack", "verify-tag", "version", "whatchanged",
  ]

  /// Options of reading subcommands that write, or run something.
  private static let writingOptions = [
    "--output", "--ext-diff", "--open-files-in-pager", "--upload-pack", "--exec", "--web",
    "--lost-found",
  ]

  /// Whether it changes nothing and runs nothing of anybody's.
  var onlyReads: Bool {
    guard let subcommand else { return true }
    guard let name = subcommand.text, subcommand.isLiteral else { return false }
    let isOdd = options.contains { option in
      let text = String(decoding: option.bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
      // git takes the beginning of an option for the option.
      return text.utf8.count >= 3 && Self.writingOptions.contains { $0.begins(text) }
    }
    if isOdd { return false }
    if Self.readers.contains(name) { return name != "grep" || !hasLetter("O") }
    let first = operands.first?.text
    switch name {
    case "branch":
      let lists = has(
        "--list", "--show-current", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at")
      let changes =
        ["d", "D", "m", "M", "c", "C", "f", "u", "t"].contains { hasLetter(Character($0)) }
        || has(
          "--delete", "--move", "--copy", "--force", "--set-upstream-to", "--unset-upstream", "--edit-description",
          "--track", "--create-reflog")
      let isListed =
        lists || hasLetter("l") || operands(without: ["--sort", "--format", "--color", "--column"]).isEmpty
      return !changes && isListed
    case "tag":
      let changes =
        ["d", "a", "s", "f", "m", "F", "u"].contains { hasLetter(Character($0)) }
        || has("--delete", "--annotate", "--sign", "--force", "--message", "--file", "--local-user")
      let lists =
        hasLetter("l") || hasLetter("n") || has("--list", "--contains", "--merged", "--no-merged", "--points-at")
      return !changes && (lists || operands(without: ["--sort", "--format"]).isEmpty)
    case "remote": return first.map { ["show", "get-url"].contains($0) } ?? true
    case "stash": return first.map { ["list", "show"].contains($0) } ?? false
    case "worktree": return first == "list"
    case "reflog": return first.map { !["expire", "delete", "drop", "write"].contains($0) } ?? true
    case "notes": return first.map { ["list", "show"].contains($0) } ?? true
    case "submodule": return first.map { ["status", "summary"].contains($0) } ?? true
    case "bisect": return first.map { ["log", "terms"].contains($0) } ?? false
    case "lfs": return first.map { ["ls-files", "status", "env", "version", "locks"].contains($0) } ?? true
    case "symbolic-ref": return operands.count == 1 && !has("--delete", "-d", "-m")
    case "flow": return operands.count == 2 && operands[1].equals("list")
    case "config":
      if has("--get", "--get-all", "--get-regexp", "--get-urlmatch", "--list", "-l", "--get-color", "--get-colorbool") {
        return true
      }
      if has("--unset", "--unset-all", "--add", "--replace-all", "--rename-section", "--remove-section", "--edit", "-e")
      {
        return false
      }
      return ["get", "list"].contains(first)
        || operands(without: ["--file", "-f", "--type", "--default", "--blob"]).count == 1
    default: return false
    }
  }
}

extension ShellValue {
  /// A word of which nothing is known.
  static var nowhere: ShellValue {
    var value = ShellValue()
    value.unknownAt = 0
    return value
  }
}
