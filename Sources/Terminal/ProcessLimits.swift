import Actions
import Files

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whether the process may have what its verbs need. Where it may not, a verb would fail half-way, or a library would
/// wait for ever: so it is refused before it begins.
package enum ProcessLimits {
  /// The lock, files that are read side by side, git's pipes and what watches them, with a margin.
  private static let files = 24
  /// What watches git, git itself and what it starts, beside a thread for each processor.
  private static let processes = 8

  /// Address space in megabytes: the stacks of those threads, and what is read, with a margin.
  private static let memory = 288

  /// Has the system end the process when so many seconds have passed, whatever it is at.
  package static func end(afterSeconds seconds: UInt32) {
    signal(SIGALRM, SIG_DFL)
    alarm(seconds)
  }

  package static func check() throws(Refusal) {
    raiseFileLimit()
    guard isThere(megabytes: memory) else {
      throw .outside(
        "too little memory may be used: there is no room for the \(memory) MB more, which are needed",
        help: "allow more (ulimit -v, or the limit of the container)")
    }
    let openable = Self.openable
    guard openable == files else {
      throw .outside(
        "too few files may be open at once: \(room(openable)) \(files) more, which are needed",
        help: "allow more (ulimit -n 256), or close what the calling process keeps open")
    }
    let needed = processes + Processors.count
    let startable = startable(of: needed)
    guard startable == needed else {
      throw .outside(
        "too few processes may run at once: \(room(startable)) \(needed) more, which are needed",
        help: "allow more (ulimit -u, or the limit of the container), or end some")
    }
  }

  /// Whether so much may be asked for. Nothing of it is used.
  private static func isThere(megabytes: Int) -> Bool {
    let place = mmap(nil, megabytes << 20, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let place, place != MAP_FAILED else { return false }
    munmap(place, megabytes << 20)
    return true
  }

  private static func room(_ count: Int) -> String {
    "there is room for \(count == 0 ? "none" : "only \(count)") of the"
  }

  /// A limit that this process may raise by itself is none.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(fileLimit, &limit) == 0, limit.rlim_cur < 256, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = min(256, limit.rlim_max)
    _ = setrlimit(fileLimit, &limit)
  }

  #if canImport(Darwin)
    private static let fileLimit = RLIMIT_NOFILE
  #else
    private static let fileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif

  /// How many of the files that are needed can be open at once.
  private static var openable: Int {
    var numbers: [Int32] = []
    while numbers.count < files {
      let number = fcntl(0, F_DUPFD_CLOEXEC, 3)
      guard number >= 0 else { break }
      numbers.append(number)
    }
    for number in numbers { close(number) }
    return numbers.count
  }

  /// How many threads can run at once, which count as processes.
  private static func startable(of count: Int) -> Int {
    var gate: [Int32] = [0, 0]
    guard pipe(&gate) == 0 else { return 0 }
    #if canImport(Darwin)
      var threads: [pthread_t] = []
      var thread: pthread_t?
    #else
      var threads: [pthread_t] = []
      var thread = pthread_t()
    #endif
    while threads.count < count {
      // Each waits until the other end of the pipe is closed.
      let code = pthread_create(
        &thread, nil,
        { argument in
          var byte: UInt8 = 0
          _ = read(Int32(Int(bitPattern: argument)), &byte, 1)
          return nil
        }, UnsafeMutableRawPointer(bitPattern: Int(gate[0])))
      guard code == 0 else { break }
      #if canImport(Darwin)
        if let thread { threads.append(thread) }
      #else
        threads.append(thread)
      #endif
    }
    close(gate[1])
    for thread in threads { pthread_join(thread, nil) }
    close(gate[0])
    return threads.count
  }
}
