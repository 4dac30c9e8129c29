import Bytes

/// The text of `orchsite.mk`.
///
/// What somebody gives to make is text and nothing else. Make would expand the value of a variable when it gives it to a
/// shell as part of a command, and also when it exports it, so `TASK='$(shell …)'` would run. Therefore values are read
/// once, unexpanded (`value`), exported under names of ours, and taken by the shell as `"$O_TASK"`; what holds a `$` is
/// refused. `override` keeps names of ours out of the reach of whoever calls make.
package enum MakeFile {
  package static let name = "orchsite.mk"
  /// The target that names all others.
  static let helpTarget = "orchsite-help"
  /// The variable that names the targets which the Makefile itself has.
  static let skipVariable = "orchsite_theirs"

  package static let bytes = Array(text.utf8)

  /// What marks a file as written by us, whichever version it was: nothing else ends in the sum of what is above it.
  private static let sumPrefix = "# sum: "

  /// Whether it began as ours, edited since or not.
  static func isOurs(_ bytes: [UInt8]) -> Bool { bytes.firstRange(of: Array(sumPrefix.utf8)) != nil }

  static func isUnedited(_ bytes: [UInt8]) -> Bool {
    guard bytes.last == UInt8(ascii: "\n") else { return false }
    let start = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return bytes[start...].elementsEqual("\(sumPrefix)\(sum(of: bytes[..<start]))\n".utf8)
  }

  /// FNV-1a: it is to notice a person's edit, not to withstand a forger.
  private static func sum(of bytes: some Sequence<UInt8>) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }

  private static let text: String = {
    let body =
      head + MakeTarget.all.filter { !$0.isFamily }.map(rule).joined()
      + MakeTarget.all.filter(\.isFamily).map(family).joined() + help + foot
    return "\(body)\(sumPrefix)\(sum(of: body.utf8))\n"
  }()

  // MARK: Pieces

  private static var ownNames: String { MakeTarget.all.filter { !$0.isFamily }.map(\.name).joined(separator: " ") }
  private static var families: String { MakeTarget.all.filter(\.isFamily).map { "\($0.name)%" }.joined(separator: " ") }

  private static func exported(_ variable: MakeTarget.Variable) -> String { "O_\(variable.rawValue)" }

  private static var head: String {
    let variables = MakeTarget.Variable.allCases.map(\.rawValue)
    return """
      # Targets of orchsite; make \(helpTarget) names them. Each is one line over a verb.
      # Written by orchsite init, which keeps it up to date and takes it away with --remove, as long as nobody edits it.

      # What the Makefile that includes this had set is as before at the end.
      override orchsite_goal := $(value .DEFAULT_GOAL)
      override orchsite_files := $(filter-out \(name) %/\(name),$(value MAKEFILE_LIST))
      ifeq ($(origin \(skipVariable)),undefined)
      \(skipVariable) :=
      endif

      # Values are text. Only those from the command line and the environment count.
      override orchsite_given = $(filter command environment,$(firstword $(origin $1)))
      \(variables.map { "override O_\($0) := $(if $(call orchsite_given,\($0)),$(value \($0)))" }.joined(separator: "\n"))
      export \(variables.map { "O_\($0)" }.joined(separator: " "))
      # Make expands what it exports.
      override orchsite_unsafe := $(strip $(foreach v,\(variables.joined(separator: " ")),$(if $(call orchsite_given,$v),$(if $(findstring $$,$(value $v)),$v))))
      ifneq ($(orchsite_unsafe),)
      unexport $(orchsite_unsafe)
      endif

      override orchsite_names := $(filter-out $(value \(skipVariable)),\(ownNames) \(helpTarget))
      # Of a family of targets there are those that were asked for, if their names have no other letters than ours.
      override orchsite_letters = \(letters("$1"))
      override orchsite_asked := $(filter-out $(value \(skipVariable)) \(ownNames) \(MakeTarget.all.filter(\.isFamily).map(\.name).joined(separator: " ")),$(filter \(families),$(value MAKECMDGOALS)))
      override orchsite_asked := $(foreach g,$(orchsite_asked),$(if $(call orchsite_letters,$g),,$g))
      ifneq ($(filter $(orchsite_names) $(orchsite_asked),$(value MAKECMDGOALS))$(filter command,$(firstword $(origin MAKECMDGOALS)))$(if $(value MAKECMDGOALS),,$(filter \(helpTarget),$(orchsite_goal))),)
      override orchsite_unsafe := $(sort $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$(if $(findstring $$,$(value $v)),$v))))
      ifneq ($(orchsite_unsafe),)
      $(error orchsite: nothing was run: a value with a dollar sign was given for: $(orchsite_unsafe))
      endif
      endif

      # A value or a program that is not there is an error. What is started is not part of this make.
      override orchsite_begin = unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL MAKEFILES; command -v $1 >/dev/null 2>&1 || { echo '$@: $1 is not installed, or not in PATH; nothing was done' >&2; exit 2; };
      override orchsite_need = [ -n "$$O_$1" ] || { echo '$@: $1 is missing, as in: $2' >&2; exit 2; };

      # Whatever shell and flags the Makefile sets for its own commands.
      $(orchsite_names) $(orchsite_asked): override SHELL := /bin/sh
      $(orchsite_names) $(orchsite_asked): override .SHELLFLAGS := -c
      .PHONY: $(orchsite_names) $(orchsite_asked)


      """
  }

  /// What is left of a text without small letters, digits and hyphens.
  private static func letters(_ text: String) -> String {
    "abcdefghijklmnopqrstuvwxyz0123456789-".reduce(text) { "$(subst \($1),,\($0))" }
  }

  private static func recipe(_ target: MakeTarget) -> String {
    var words = target.needed.map { "$(call orchsite_need,\($0.rawValue),\(target.example))" }
    words.append("$(call orchsite_begin,\(target.program.rawValue))")
    words.append("exec \(target.program.rawValue)")
    for word in target.words {
      switch word {
      case .text(let text): words.append(text)
      case .needed(let variable): words.append("\"$$\(exported(variable))\"")
      case .optional(let variable): words.append("${\(exported(variable)):+\"$\(exported(variable))\"}".doubled)
      case .option(let option, let variable):
        words.append("${\(exported(variable)):+\(option)=\"$\(exported(variable))\"}".doubled)
      case .rest(let prefix): words.append("'\(prefix)$(@:\(target.name)%=%)'")
      }
    }
    return "@" + words.joined(separator: " ")
  }

  private static func rule(_ target: MakeTarget) -> String {
    """
    ifneq ($(filter \(target.name),$(orchsite_names)),)
    \(target.name): ; \(recipe(target))
    endif

    """
  }

  private static func family(_ target: MakeTarget) -> String {
    """
    ifneq ($(filter \(target.name)%,$(orchsite_asked)),)
    $(filter \(target.name)%,$(orchsite_asked)): ; \(recipe(target))
    endif

    """
  }

  private static var help: String {
    let width = (MakeTarget.all.map { usage($0).utf8.count }.max() ?? 0) + 2
    let lines = MakeTarget.all.map { target in
      let usage = usage(target)
      let line = usage + String(repeating: " ", count: width - usage.utf8.count) + target.help
      return " \(SuggestedWord(line))".doubled
    }
    return """
      ifneq ($(filter \(helpTarget),$(orchsite_names)),)
      \(helpTarget): ; @printf 'make %s\\n'\(lines.joined())
      endif

      """
  }

  private static func usage(_ target: MakeTarget) -> String {
    var words = [target.isFamily ? "\(target.name)NAME" : target.name]
    for word in target.words {
      switch word {
      case .optional(let variable), .option(_, let variable): words.append("[\(variable.rawValue)=]")
      case .needed, .text, .rest: break
      }
    }
    words.insert(contentsOf: target.needed.map { "\($0.rawValue)=" }, at: 1)
    return words.joined(separator: " ")
  }

  private static var foot: String {
    """

    # So that a rule for everything (%:) is not asked to make this file.
    \(name): ;
    .DEFAULT_GOAL := $(orchsite_goal)
    MAKEFILE_LIST := $(orchsite_files)

    """
  }
}

extension String {
  /// As it is written in a makefile.
  fileprivate var doubled: String { replacing("$", with: "$$") }
}
