import Content
import Diagnostics
import FrontMatter
import Quantities

extension IssuedDocument {
  /// The document as it is written: what `read` reads again, in the order of docs/content.md.
  package var yaml: YAMLText {
    var map = YAMLMap()
    map.add("kind", kind.rawValue)
    map.add("number", number)
    map.add("issued", day: issued)
    map.add("due", day: due)
    if let period {
      map.add("period", .map([.init("from", .bare("\(period.from)")), .init("to", .bare("\(period.to)"))]))
    }
    map.add("currency", currency.code)
    map.add("seller", seller.yaml)
    map.add("buyer", buyer.yaml)
    map.add("rules", rules.yaml)
    map.add("lines", .list(lines.map(\.yaml)))
    if let discount {
      var entry = YAMLMap()
      entry.add("text", discount.text)
      entry.add("percent", decimal: discount.percent)
      entry.add("amount", discount.amount)
      map.add("discount", .map(entry.entries))
    }
    map.add("taxes", .list(taxes.map(\.yaml)))
    map.add("totals", totals.yaml)
    if !notes.isEmpty { map.add("notes", .list(notes.map { .scalar($0) })) }
    if let corrects {
      var entry = YAMLMap()
      entry.add("number", corrects.number)
      entry.add("issued", day: corrects.issued)
      entry.add("reason", corrects.reason)
      if corrects.effect != .credit { entry.add("effect", corrects.effect.rawValue) }
      map.add("corrects", .map(entry.entries))
    }
    return .map(map.entries)
  }

  /// The keys of its file, with the hash of what they say.
  ///
  /// - Parameter draft: the draft that it was made from.
  /// - Throws: a diagnostic where it could not be read again.
  package func record(draft: String?) throws(Diagnostic) -> RecordText {
    var record = RecordText()
    record.add("document", yaml)
    let file = try FrontMatterDocument(SourceFile(path: "\(InvoiceBook.folder)/\(number).md", text: record.text))
    record.add("hash", CanonicalDocument.hash(of: file))
    record.add("draft", draft)
    return record
  }
}

extension IssuedDocument.Payment {
  /// As an item of `payments`.
  package var entries: [YAMLText.Entry] {
    var map = YAMLMap()
    map.add("id", id)
    map.add("date", day: date)
    map.add("amount", amount)
    map.add("method", method)
    map.add("ref", reference)
    return map.entries
  }
}

// MARK: - Parts

/// The keys of a map, of which those that say nothing are left out.
private struct YAMLMap {
  var entries: [YAMLText.Entry] = []

  mutating func add(_ key: String, _ value: YAMLText?) {
    if let value { entries.append(YAMLText.Entry(key, value)) }
  }

  mutating func add(_ key: String, _ text: String?) { add(key, text.map { .scalar($0) }) }
  mutating func add(_ key: String, day: Day?) { add(key, day.map { .bare("\($0)") }) }
  mutating func add(_ key: String, decimal: ExactDecimal?) { add(key, decimal.map { .decimal("\($0)") }) }
  mutating func add(_ key: String, _ money: Money) { add(key, .decimal("\(money)")) }
  mutating func add(_ key: String, minutes: Minutes?) { add(key, minutes.map { .number($0.count) }) }
}

extension IssuedDocument.Party {
  fileprivate var yaml: YAMLText {
    var map = YAMLMap()
    map.add("name", name)
    if !address.isEmpty { map.add("address", .list(address.map { .scalar($0) })) }
    map.add("country", country)
    map.add("vat_id", vatID)
    map.add("email", email)
    map.add("iban", iban)
    map.add("bic", bic)
    map.add("reference", reference)
    map.add(
      "peppol",
      peppol.map {
        .map([.init("scheme", .scalar($0.scheme, .doubleQuoted)), .init("id", .scalar($0.id, .doubleQuoted))])
      })
    map.add("client", client)
    return .map(map.entries)
  }
}

extension IssuedDocument.Rules {
  fileprivate var yaml: YAMLText? {
    var map = YAMLMap()
    map.add(
      "rounding",
      rounding.map {
        .map([
          .init("minutes", .number($0.increment.count)), .init("mode", .scalar($0.mode.rawValue)),
          .init("per", .scalar($0.per.rawValue)),
        ])
      })
    map.add("withholding", decimal: withholding)
    map.add("cash_step", decimal: cashStep)
    return map.entries.isEmpty ? nil : .map(map.entries)
  }
}

extension IssuedDocument.Line {
  fileprivate var yaml: YAMLText {
    var map = YAMLMap()
    map.add("text", text)
    map.add("corrects", corrects.map { .number($0) })
    map.add("task", task?.description)
    map.add("repo", repo)
    map.add("logged", minutes: logged)
    map.add("minutes", minutes: minutes)
    map.add("quantity", decimal: quantity)
    map.add("unit", unit)
    map.add("rate", decimal: rate)
    map.add("rate_source", rateSource)
    if !allowances.isEmpty {
      map.add(
        "allowances",
        .list(
          allowances.map { allowance in
            var entry = YAMLMap()
            entry.add("text", allowance.text)
            entry.add("amount", allowance.amount)
            return .map(entry.entries)
          }))
    }
    map.add("tax", tax)
    map.add("amount", amount)
    if !refs.isEmpty { map.add("refs", .list(refs.map { .scalar($0) })) }
    if !log.isEmpty { map.add("log", .list(log.map { .scalar("\($0)") })) }
    return .map(map.entries)
  }
}

extension IssuedDocument.Tax {
  fileprivate var yaml: YAMLText {
    var map = YAMLMap()
    map.add("key", key)
    map.add("category", category)
    map.add("rate", decimal: rate)
    map.add("base", base)
    map.add("tax", tax)
    map.add("note", note)
    map.add("code", code)
    return .map(map.entries)
  }
}

extension IssuedDocument.Totals {
  fileprivate var yaml: YAMLText {
    var map = YAMLMap()
    map.add("lines", lines)
    if !discount.isZero { map.add("discount", discount) }
    map.add("net", net)
    map.add("tax", tax)
    map.add("total", total)
    if !prepaid.isZero { map.add("prepaid", prepaid) }
    if !withheld.isZero { map.add("withheld", withheld) }
    if !rounding.isZero { map.add("rounding", rounding) }
    map.add("payable", payable)
    return .map(map.entries)
  }
}
