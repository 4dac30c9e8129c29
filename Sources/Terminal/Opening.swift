#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Hands an address to the person's browser.
package enum Opening {
  #if os(macOS)
    private static let program = "open"
  #else
    private static let program = "xdg-open"
  #endif

  /// Starts the system's opener, and does not wait for it. The address is an argument and passes through no shell.
  ///
  /// - Returns: why it could not be started; nil where it was.
  package static func open(_ address: String) -> String? {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // What it says is about somebody else's window.
    for descriptor in Int32(0)...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    let arguments: [UnsafeMutablePointer<CChar>?] = [program, address].map { (word: String) in strdup(word) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawnp(&process, program, &actions, nil, arguments, environ)
    return code == 0 ? nil : "\(program): \(String(cString: strerror(code)))"
  }
}
