import Bytes

/// The versions of the protocol that are spoken; what differs between them is in what is left out, and nothing here is.
package enum ProtocolVersion {
  /// The newest first.
  package static let all = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

  /// What is agreed on: the version that the client asks for, else the newest.
  package static func agreed(_ wanted: String) -> String { all.containsExactly(wanted) ? wanted : all[0] }
}
