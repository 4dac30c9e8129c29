import Bytes
import Content
import Quantities

extension JSONWriter {
  /// Writes an issued document, whole: every fact that is frozen in it, under the keys of its file, and what came of it.
  /// Amounts, rates and quantities are texts, so that nobody reads them as floating-point numbers.
  package mutating func document(_ booked: BookedDocument) {
    document(booked.document, client: booked.client, booked.invoice)
  }

  /// - Parameter invoice: what came of it, where it is an invoice that was issued.
  package mutating func document(_ document: IssuedDocument, client: String?, _ invoice: Invoice? = nil) {
    object { writer in
      writer.field("number", document.number)
      writer.field("kind", document.kind.rawValue)
      writer.field("client", client)
      writer.field("issued", document.issued.description)
      writer.field("due", document.due?.description)
      writer.key("period")
      writer.optional(document.period) { period, writer in
        writer.field("from", period.from.description)
        writer.field("to", period.to.description)
      }
      writer.field("currency", document.currency.code)
      writer.key("seller")
      writer.party(document.seller)
      writer.key("buyer")
      writer.party(document.buyer)
      writer.key("rules")
      writer.rules(document.rules)
      writer.array("lines") { writer in document.lines.forEach { writer.line($0) } }
      writer.key("discount")
      writer.optional(document.discount) { discount, writer in
        writer.field("text", discount.text)
        writer.field("percent", discount.percent?.description)
        writer.field("amount", discount.amount.description)
      }
      writer.array("taxes") { writer in document.taxes.forEach { writer.tax($0) } }
      writer.object("totals") { writer in
        let totals = document.totals
        for (key, amount) in [
          ("lines", totals.lines), ("discount", totals.discount), ("net", totals.net), ("tax", totals.tax),
          ("total", totals.total), ("prepaid", totals.prepaid), ("withheld", totals.withheld),
          ("rounding", totals.rounding), ("payable", totals.payable),
        ] { writer.field(key, amount.description) }
      }
      writer.strings("notes", document.notes)
      writer.key("corrects")
      writer.optional(document.corrects) { corrects, writer in
        writer.field("number", corrects.number)
        writer.field("issued", corrects.issued?.description)
        writer.field("reason", corrects.reason)
        writer.field("effect", corrects.effect.rawValue)
      }
      writer.field("hash", document.provenance?.hash)
      writer.field("draft", document.provenance?.draft)
      writer.field("path", document.provenance?.path)
      writer.array("payments") { writer in document.payments.forEach { writer.payment($0) } }
      if let invoice { writer.outcome(of: invoice) }
    }
  }

  private mutating func outcome(of invoice: Invoice) {
    field("status", invoice.status.rawValue)
    field("paid", invoice.paid.description)
    field("credited", invoice.credited.description)
    field("open", invoice.open.description)
    field("paid_on", invoice.paidOn?.description)
    strings("credit_notes", invoice.creditNotes)
    field("voided_by", invoice.voidedBy)
  }

  /// Writes an object, or null.
  private mutating func optional<Value>(_ value: Value?, _ write: (Value, inout JSONWriter) -> Void) {
    if let value { object { write(value, &$0) } } else { null() }
  }

  private mutating func party(_ party: IssuedDocument.Party) {
    object { writer in
      writer.field("name", party.name)
      writer.strings("address", party.address)
      writer.field("country", party.country)
      writer.field("vat_id", party.vatID)
      writer.field("email", party.email)
      writer.field("iban", party.iban)
      writer.field("bic", party.bic)
      writer.field("reference", party.reference)
      writer.key("peppol")
      writer.optional(party.peppol) { peppol, writer in
        writer.field("scheme", peppol.scheme)
        writer.field("id", peppol.id)
      }
      writer.field("client", party.client)
    }
  }

  private mutating func line(_ line: IssuedDocument.Line) {
    object { writer in
      writer.field("text", line.text)
      writer.field("task", line.task?.description)
      writer.field("repo", line.repo)
      writer.field("logged", line.logged?.count)
      writer.field("minutes", line.minutes?.count)
      writer.field("quantity", line.quantity?.description)
      writer.field("unit", line.unit)
      writer.field("rate", line.rate?.description)
      writer.field("rate_source", line.rateSource)
      writer.array("allowances") { writer in
        for allowance in line.allowances {
          writer.object { writer in
            writer.field("text", allowance.text)
            writer.field("amount", allowance.amount.description)
          }
        }
      }
      writer.field("tax", line.tax)
      writer.field("amount", line.amount.description)
      writer.strings("refs", line.refs)
      writer.strings("log", line.log.map(\.description))
      writer.field("corrects", line.corrects)
    }
  }

  private mutating func tax(_ tax: IssuedDocument.Tax) {
    object { writer in
      writer.field("key", tax.key)
      writer.field("category", tax.category)
      writer.field("rate", tax.rate?.description)
      writer.field("base", tax.base.description)
      writer.field("tax", tax.tax.description)
      writer.field("note", tax.note)
      writer.field("code", tax.code)
    }
  }

  private mutating func payment(_ payment: IssuedDocument.Payment) {
    object { writer in
      writer.field("id", payment.id)
      writer.field("date", payment.date.description)
      writer.field("amount", payment.amount.description)
      writer.field("method", payment.method)
      writer.field("ref", payment.reference)
    }
  }

  private mutating func rules(_ rules: IssuedDocument.Rules) {
    object { writer in
      writer.key("rounding")
      writer.optional(rules.rounding) { rounding, writer in
        writer.field("minutes", rounding.increment.count)
        writer.field("mode", rounding.mode.rawValue)
        writer.field("per", rounding.per.rawValue)
      }
      writer.field("withholding", rules.withholding?.description)
      writer.field("cash_step", rules.cashStep?.description)
    }
  }
}
