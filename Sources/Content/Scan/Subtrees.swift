/// Some files of `content/`, and folders with everything in them, told apart by the bytes of their paths.
package struct Subtrees: Sendable {
  /// In the order of a walk through the folders; none of them lies in another.
  private var roots: [[UInt8]] = []

  /// The whole of `content/`.
  package static let all = Subtrees(["content"])

  /// - Parameter paths: relative to home.
  package init(_ paths: some Sequence<String>) {
    let walked = paths.map { Array($0.utf8) }.sorted { path, other in
      path.withUnsafeBufferPointer { walk($0, passes: other) }
    }
    for path in walked {
      if let last = roots.last, path.withUnsafeBufferPointer({ isBelow($0, last) }) { continue }
      roots.append(path)
    }
  }

  /// Whether a path is one of them or lies in one of them.
  package func contain(_ path: String) -> Bool {
    var path = path
    return path.withUTF8 { path in
      // What lies in a root follows it at once in a walk, and no other root is in between.
      let next = firstIndex(behind: path)
      return next > 0 && isBelow(path, roots[next - 1])
    }
  }

  /// Whether the way to one of them leads through a folder.
  package func areBelow(_ folder: String) -> Bool {
    var folder = folder
    return folder.withUTF8 { folder in
      let next = firstIndex(behind: folder)
      guard next < roots.count, roots[next].count > folder.count else { return false }
      return roots[next][folder.count] == slash && roots[next].starts(with: folder)
    }
  }

  /// The first root that a walk comes to after a path.
  private func firstIndex(behind path: UnsafeBufferPointer<UInt8>) -> Int {
    var (low, high) = (0, roots.count)
    while low < high {
      let middle = (low + high) / 2
      if walk(path, passes: roots[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

private let slash = UInt8(ascii: "/")

/// Whether a walk that enters each folder before it goes on comes to one path before another: `a`, `a/b`, `a-b`.
private func walk(_ path: UnsafeBufferPointer<UInt8>, passes other: [UInt8]) -> Bool {
  let common = min(path.count, other.count)
  for index in 0..<common where path[index] != other[index] {
    return other[index] != slash && (path[index] == slash || path[index] < other[index])
  }
  return path.count < other.count
}

/// Whether a path is a root or lies in it.
private func isBelow(_ path: UnsafeBufferPointer<UInt8>, _ root: [UInt8]) -> Bool {
  path.count >= root.count && (path.count == root.count || path[root.count] == slash) && path.starts(with: root)
}
