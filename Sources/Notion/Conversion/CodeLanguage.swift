import Bytes

/// The language of a code block, as the service knows it.
package struct CodeLanguage: Equatable, Sendable {
  /// One of `all`.
  package let name: String
  /// What was written, where the service does not know it.
  package let unknown: String?
  /// What else stands behind the fence: the name of a file, for example.
  private let rest: String

  /// What a caption has to say of it.
  package var caption: String {
    [unknown ?? "", rest].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// - Parameter info: what stands behind the opening fence.
  package init(info: String) {
    // The first word, without the punctuation of `{.python #id}` and `js,ignore`.
    let word = info.utf8.drop { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: ".") || $0.isASCIISpace }
      .prefix { !$0.isASCIISpace && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "{") }
    let behind = info.utf8[word.endIndex...]
    let start = behind.drop { $0.isASCIISpace || $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: ",") }
    rest = String(decoding: start, as: UTF8.self)
    let written = String(decoding: word, as: UTF8.self)
    let lowered = String(decoding: word.map(\.asciiLowercased), as: UTF8.self)
    if written.isEmpty {
      (name, unknown) = (Self.plain, nil)
    } else if Self.all.contains(lowered) {
      (name, unknown) = (lowered, nil)
    } else if let known = Self.aliases[lowered] {
      (name, unknown) = (known, nil)
    } else {
      (name, unknown) = (Self.plain, written)
    }
  }

  private static let plain = "plain text"

  /// The names that the service takes; it takes no other, and none in capitals.
  package static let all: Set<String> = [
    "abap", "abc", "agda", "arduino", "ascii art", "assembly", "bash", "basic", "bnf", "c", "c#", "c++",
    "clojure", "coffeescript", "coq", "css", "dart", "dhall", "diff", "docker", "ebnf", "elixir", "elm", "erlang",
    "f#", "flow", "fortran", "gherkin", "glsl", "go", "graphql", "groovy", "haskell", "hcl", "html", "idris",
    "java", "javascript", "json", "julia", "kotlin", "latex", "less", "lisp", "livescript", "llvm ir", "lua",
    "makefile", "markdown", "markup", "matlab", "mathematica", "mermaid", "nix", "notion formula", "objective-c",
    "ocaml", "pascal", "perl", "php", "plain text", "powershell", "prolog", "protobuf", "purescript", "python",
    "r", "racket", "reason", "ruby", "rust", "sass", "scala", "scheme", "scss", "shell", "smalltalk", "solidity",
    "sql", "swift", "toml", "typescript", "vb.net", "verilog", "vhdl", "visual basic", "webassembly", "xml",
    "yaml", "java/c/c++/c#",
  ]

  /// What people write behind fences.
  private static let aliases: [String: String] = [
    "asm": "assembly", "bat": "powershell", "c++": "c++", "cc": "c++", "cjs": "javascript", "clj": "clojure",
    "coffee": "coffeescript", "console": "shell", "cpp": "c++", "cs": "c#", "csharp": "c#", "cxx": "c++",
    "dockerfile": "docker", "erl": "erlang", "ex": "elixir", "exs": "elixir", "fs": "f#", "fsharp": "f#",
    "golang": "go", "gql": "graphql", "h": "c", "hpp": "c++", "hs": "haskell", "htm": "html", "jl": "julia",
    "js": "javascript", "json5": "json", "jsonc": "json", "jsonl": "json", "jsx": "javascript", "kt": "kotlin",
    "kts": "kotlin", "llvm": "llvm ir", "m": "objective-c", "make": "makefile", "md": "markdown", "mdx": "markdown",
    "mjs": "javascript", "ml": "ocaml", "mts": "typescript", "objc": "objective-c", "objectivec": "objective-c",
    "patch": "diff", "pl": "perl", "plaintext": "plain text", "plain": "plain text", "proto": "protobuf",
    "ps1": "powershell", "pwsh": "powershell", "py": "python", "python3": "python", "rb": "ruby", "rkt": "racket",
    "rs": "rust", "sh": "shell", "shellscript": "shell", "shell-session": "shell", "svg": "xml", "tex": "latex",
    "terraform": "hcl", "text": "plain text", "tf": "hcl", "ts": "typescript", "tsx": "typescript", "txt": "plain text",
    "vb": "visual basic", "wasm": "webassembly", "wat": "webassembly", "yml": "yaml", "zsh": "shell",
    "fish": "shell", "cts": "typescript", "vue": "html", "svelte": "html", "xhtml": "html", "plist": "xml",
    "gawk": "shell", "awk": "shell", "asciiart": "ascii art", "sol": "solidity", "hbs": "html",
  ]
}
