import Bytes

/// A program that is known to write: where it does, by its arguments.
struct WritingProgram {
  enum Files {
    case none
    /// Every word that is no option.
    case all
    /// Every word but the first so many.
    case behind(Int)
    case last
    case first
    /// `of=FILE`
    case operand(String)
    /// The first word is a script, where no option gives one.
    case scripted
    /// The last of two; of one, the name of that here.
    case link
  }
  let files: Files
  /// Options whose value is a file that is written, or the folder for it.
  var outputs: [String] = []
  /// Options with another value.
  var valued: [String] = []
  /// Writes only where one of these is given.
  var onlyWith: [String] = []
  /// Writes nothing where one of these is given.
  var without: [String] = []
  var removes = false

  func targets(in arguments: [ShellValue]) -> [(ShellValue, isRemoval: Bool)] {
    func isGiven(_ options: [String]) -> Bool {
      arguments.contains { word in options.contains { isOption(word, $0) } }
    }
    guard onlyWith.isEmpty || isGiven(onlyWith), !isGiven(without) else { return [] }
    var files: [ShellValue] = []
    var outputs: [ShellValue] = []
    var rest = arguments[...]
    var isBehindOptions = false
    var hasScript = false
    while let word = rest.popFirst() {
      if isBehindOptions || !word.isOption {
        files.append(word)
      } else if word.equals("--") {
        isBehindOptions = true
      } else if let value = attached(word, self.outputs) {
        outputs.append(value)
      } else if isLast(word, of: self.outputs) {
        if let value = rest.popFirst() { outputs.append(value) }
      } else if isLast(word, of: valued) {
        if isLast(word, of: ["-e", "--expression", "-f", "--file"]) { hasScript = true }
        rest = rest.dropFirst()
      } else if attached(word, ["--expression", "--file"]) != nil {
        hasScript = true
      }
    }
    let written: [ShellValue] =
      switch self.files {
      case .none: []
      case .all: files
      case .behind(let count): Array(files.dropFirst(count))
      // A folder was named by an option then.
      case .last: outputs.isEmpty ? files.suffix(1) : []
      case .first: Array(files.prefix(1))
      case .operand(let name): files.filter { $0.starts(with: name) }.map { $0.dropping(name.utf8.count) }
      case .scripted: Array(files.drop { $0.equals("") }.dropFirst(hasScript ? 0 : 1))
      case .link: outputs.isEmpty ? (files.count > 1 ? files.suffix(1) : [ShellValue(".")]) : []
      }
    return (written + outputs).map { ($0, isRemoval: removes) }
  }

  /// The value in the same word as its option: `--output=FILE`, `-oFILE`.
  private func attached(_ word: ShellValue, _ options: [String]) -> ShellValue? {
    for option in options {
      if option.begins("--") {
        if let equals = word.bytes.firstIndex(of: UInt8(ascii: "=")), word.isLong(option) {
          return word.dropping(equals + 1)
        }
      } else if !word.starts(with: "--"), let value = glued(word, option, options) {
        return value
      } else if word.starts(with: option), word.bytes.count > option.utf8.count {
        return word.dropping(option.utf8.count)
      }
    }
    return nil
  }

  /// `-rofile`: letters that take nothing, the option, and its value.
  private func glued(_ word: ShellValue, _ option: String, _ options: [String]) -> ShellValue? {
    guard option.utf8.count == 2, let letter = option.utf8.last, word.starts(with: "-") else { return nil }
    let takers = (options + valued).filter { $0.utf8.count == 2 }.compactMap(\.utf8.last)
    guard let place = word.bytes.dropFirst().firstIndex(where: { takers.contains($0) || !$0.isASCIILetter }),
      word.bytes[place] == letter, place + 1 < word.bytes.count, place < (word.unknownAt ?? .max)
    else { return nil }
    return word.dropping(place + 1)
  }

  /// Whether the next word is the value of one of some options: alone, or the last of several letters.
  private func isLast(_ word: ShellValue, of options: [String]) -> Bool {
    options.contains { option in
      if word.equals(option) || (option.begins("--") && !word.bytes.contains(UInt8(ascii: "=")) && word.isLong(option))
      {
        return true
      }
      guard option.utf8.count == 2, !word.starts(with: "--"), word.unknownAt == nil else { return false }
      return word.bytes.last == option.utf8.last && word.bytes.dropFirst().allSatisfy(\.isASCIILetter)
    }
  }

  /// Whether a word is an option, or short options with it among them.
  private func isOption(_ word: ShellValue, _ option: String) -> Bool {
    if option.begins("--") { return word.isLong(option) }
    guard word.isOption, !word.starts(with: "--"), let letter = option.utf8.last else { return false }
    return word.bytes.dropFirst().contains(letter)
  }
}

extension ShellValue {
  /// Whether it is a long option, or the beginning of one, which programs take for it.
  func isLong(_ option: String) -> Bool {
    let name = bytes.prefix { $0 != UInt8(ascii: "=") }
    return unknownAt ?? .max >= name.count && name.count >= 3 && name.starts(with: [0x2D, 0x2D])
      && option.utf8.starts(with: name)
  }
}

extension WritingProgram {
  private static let packing = WritingProgram(files: .all, without: ["-c", "--stdout", "-t", "-l"])

  static let all: [String: WritingProgram] = [
    "rm": WritingProgram(files: .all, removes: true), "rmdir": WritingProgram(files: .all, removes: true),
    "unlink": WritingProgram(files: .all, removes: true),
    "shred": WritingProgram(files: .all, valued: ["-n", "-s"], removes: true),
    "trash": WritingProgram(files: .all, removes: true),
    "mv": WritingProgram(files: .all, outputs: ["-t", "--target-directory"], valued: ["-S", "--suffix"]),
    "cp": WritingProgram(files: .last, outputs: ["-t", "--target-directory"], valued: ["-S", "--suffix"]),
    "ln": WritingProgram(files: .link, outputs: ["-t", "--target-directory"], valued: ["-S", "--suffix"]),
    "install": WritingProgram(
      files: .last, outputs: ["-t", "--target-directory"], valued: ["-m", "-o", "-g", "--mode", "--owner", "--group"]),
    "rsync": WritingProgram(
      files: .last,
      valued: ["-e", "--rsh", "--exclude", "--include", "-f", "--filter", "--exclude-from", "--include-from"]),
    "scp": WritingProgram(files: .last, valued: ["-i", "-P", "-o", "-F", "-l", "-S", "-c"]),
    "tee": WritingProgram(files: .all),
    "touch": WritingProgram(files: .all, valued: ["-d", "-r", "-t", "--date", "--reference"]),
    "mkdir": WritingProgram(files: .all, valued: ["-m", "--mode"]),
    "mkfifo": WritingProgram(files: .all, valued: ["-m", "--mode"]),
    "truncate": WritingProgram(files: .all, valued: ["-s", "--size", "-r", "--reference"]),
    "chmod": WritingProgram(files: .behind(1), valued: ["--reference"]),
    "chown": WritingProgram(files: .behind(1), valued: ["--reference"]),
    "chgrp": WritingProgram(files: .behind(1), valued: ["--reference"]),
    "dd": WritingProgram(files: .operand("of=")), "sponge": WritingProgram(files: .all),
    "sed": WritingProgram(
      files: .scripted, valued: ["-e", "--expression", "-f", "--file", "-l"], onlyWith: ["-i", "--in-place"]),
    "gsed": WritingProgram(
      files: .scripted, valued: ["-e", "--expression", "-f", "--file", "-l"], onlyWith: ["-i", "--in-place"]),
    "perl": WritingProgram(files: .all, valued: ["-e", "-E"], onlyWith: ["-i"]),
    "ruby": WritingProgram(files: .all, valued: ["-e"], onlyWith: ["-i"]),
    "patch": WritingProgram(
      files: .all, outputs: ["-o", "--output", "-d", "--directory"], valued: ["-i", "--input", "-p", "-F", "-r", "-B"]),
    "unzip": WritingProgram(files: .none, outputs: ["-d"]),
    "gzip": packing, "gunzip": packing, "bzip2": packing, "xz": packing, "zstd": packing,
    "split": WritingProgram(files: .behind(1), valued: ["-l", "-b", "-n", "-C", "-a"]),
    "curl": WritingProgram(
      files: .none,
      outputs: [
        "-o", "-D", "-c", "--output", "--output-dir", "--trace", "--trace-ascii", "--dump-header", "--cookie-jar",
        "--stderr", "--hsts", "--etag-save", "--libcurl",
      ], valued: ["-H", "-d", "-X", "-u", "-A", "-b", "-e", "-F", "-T", "-m", "-x", "-w", "-K", "-C", "-r"]),
    "wget": WritingProgram(
      files: .none,
      outputs: [
        "-O", "-P", "-o", "-a", "--output-document", "--directory-prefix", "--output-file", "--append-output",
      ], valued: ["-U", "-t", "-T", "-i", "-e", "-Q"]),
    "sort": WritingProgram(files: .none, outputs: ["-o", "--output"], valued: ["-k", "-t", "-S", "-T"]),
    "zip": WritingProgram(files: .first, valued: ["-x", "-i", "-b", "-t", "-n", "-P"], without: ["-sf"]),
    "script": WritingProgram(
      files: .all, outputs: ["-O", "-B", "-T", "--log-out", "--log-io", "--log-timing"],
      valued: ["-c", "--command", "-E"]),
    "mktemp": WritingProgram(files: .all, outputs: ["-p", "--tmpdir"], without: ["-t"]),
    "tree": WritingProgram(files: .none, outputs: ["-o"]),
    "yq": WritingProgram(files: .behind(1), onlyWith: ["-i", "--inplace", "--in-place"]),
  ]
}
