#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Standard output of this process, caught in a file from the first use on: no room below the command line may ever
/// write to it. Swift Testing talks on standard error.
package enum StandardOutput {
  /// What was written to it; anything but "" is a fault.
  package static var text: String? {
    let folder = folder
    fflush(nil)
    return folder.text("out")
  }

  private static let folder: TemporaryFolder = {
    let folder = TemporaryFolder()
    fflush(nil)
    let file = open(folder("out"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    dup2(file, 1)
    close(file)
    return folder
  }()
}
