import Subprocess

/// The environment rules of every call.
///
/// Nothing that this tool runs may ask, page, watch or take a lock that it does not need, and the repository is
/// the one of the folder it runs in, whatever a hook or an agent around us has exported. What belongs to the
/// user stays: identity, signing, filters, credentials, `core.excludesFile`, `safe.directory`.
enum GitEnvironment {
  /// Options that come before the command, in every call.
  static let options = ["--no-pager", "-c", "core.fsmonitor=false"]

  /// Repository-selecting variables: `git rev-parse --local-env-vars` of git 2.39 and those that change which
  /// refs, objects or paths are meant. `GIT_CONFIG_COUNT` and `GIT_CONFIG_PARAMETERS` are the user's
  /// configuration and stay, as git itself keeps them for submodules; so do the ceiling directories.
  static let scrubbed = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ATTR_SOURCE", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR",
    "GIT_GLOB_PATHSPECS", "GIT_GRAFT_FILE", "GIT_ICASE_PATHSPECS", "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NOGLOB_PATHSPECS",
    "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
  ]

  static let fixed = [
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "PAGER": "cat",
    // No call wants an editor; one that opens all the same leaves the text as it is.
    "GIT_EDITOR": ":",
    "GIT_SEQUENCE_EDITOR": ":",
  ]

  /// The inherited environment under the rules, with a caller's own variables on top (nil removes one).
  static func environment(adding own: [String: String?]) -> Environment {
    var changes: [Environment.Key: String?] = [:]
    for name in scrubbed { changes[Environment.Key(stringLiteral: name)] = .some(nil) }
    for (name, value) in fixed { changes[Environment.Key(stringLiteral: name)] = .some(value) }
    for (name, value) in own { changes[Environment.Key(stringLiteral: name)] = .some(value) }
    return .inherit.updating(changes)
  }
}

extension GitRunner {
  /// Variables that would lead a git that others start to another repository than the one of its folder.
  package static var repositoryVariables: [String] { GitEnvironment.scrubbed }
}
