extension StringProtocol {
  /// Whether another text is part of this one, byte by byte. The empty text is part of every text.
  ///
  /// This is what `text.contains("…")` means wherever `Bytes` is imported. Foundation, which packages beside ours bring
  /// with them, offers a search by the rules of Unicode instead, in which `é` is found written in another way.
  package func contains(_ part: String) -> Bool {
    var (whole, part) = (String(self), part)
    return whole.withUTF8 { whole in
      part.withUTF8 { part in
        guard let first = part.first else { return true }
        guard part.count <= whole.count else { return false }
        return (0...(whole.count - part.count)).contains { start in
          whole[start] == first && part.indices.allSatisfy { whole[start + $0] == part[$0] }
        }
      }
    }
  }
}
