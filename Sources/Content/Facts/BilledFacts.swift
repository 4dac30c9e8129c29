import Quantities

/// What the bills of one client say, as plain figures. Whoever reads bills makes them; the client's pages only show
/// them, and do without where there are none.
package struct BilledFacts: Sendable {
  /// Time on issued invoices that are not void.
  package let billed: Minutes

  package init(billed: Minutes) { self.billed = billed }
}
