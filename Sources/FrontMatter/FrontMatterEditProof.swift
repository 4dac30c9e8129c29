import Diagnostics

extension FrontMatterDocument {
  /// Reads the edited bytes again: the key must say what was asked for, and everything else what it said.
  func prove(_ edit: FrontMatterEdit, in bytes: [UInt8]) throws(Diagnostic) {
    let edited = SourceFile(path: file.path, bytes: bytes)
    let place = entries.first { $0.isNamed(edit.key) }.map { offset(of: $0.keyMark) } ?? yaml.lowerBound
    guard let after = try? FrontMatterDocument(edited) else {
      throw refusal("the result could not be read again", at: place)
    }
    let others = entries.filter { !$0.isNamed(edit.key) }
    let othersAfter = after.entries.filter { !$0.isNamed(edit.key) }
    let sameOthers =
      others.count == othersAfter.count
      && zip(others, othersAfter).allSatisfy { $0.isNamed($1.key) && $0.value.means($1.value) }
    let sameBody = file.bytes[body].elementsEqual(bytes[after.body])
    guard sameOthers, sameBody, matches(edit, after.value(of: edit.key)) else {
      throw refusal("the change would reach further than \"\(edit.key)\"", at: place)
    }
  }

  private func matches(_ edit: FrontMatterEdit, _ value: YAMLValue?) -> Bool {
    /// Whether a value is a list of these texts; an empty one may be no value at all.
    func holds(_ value: YAMLValue?, _ texts: [String]) -> Bool {
      texts.isEmpty && value?.isAbsent == true || value?.says(.words(texts)) == true
    }
    /// What a list held, or the one text that stood for it.
    func texts(_ value: YAMLValue?) -> [String] {
      switch value {
      case .list(let items, _): items.map { if case .scalar(let scalar) = $0 { scalar.text } else { "" } }
      case .scalar(let scalar): scalar.isAbsent ? [] : [scalar.text]
      case .map, nil: []
      }
    }
    switch edit {
    case .set(_, let text, _, _): return value?.says(.scalar(text)) == true
    case .setList(_, let items): return holds(value, items)
    case .insert(_, let text): return value?.says(text) == true
    case .appendMap(let key, let map):
      guard case .list(let items, _) = value, items.last?.says(.map(map)) == true else { return false }
      let before = self.value(of: key)
      guard case .list(let old, _) = before else { return items.count == 1 && before?.isAbsent != false }
      return old.count == items.count - 1 && zip(old, items).allSatisfy { $0.means($1) }
    case .append(let key, let item): return holds(value, texts(self.value(of: key)) + [item])
    case .takeOut(let key, let item):
      return holds(value, texts(self.value(of: key)).filter { !$0.utf8.elementsEqual(item.utf8) })
    case .remove: return value == nil
    }
  }
}
