#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The machine's processors.
package enum Processors {
  /// How many may be used at once, from 1 to 64.
  package static let count = max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
