import Bytes
import Diagnostics

extension JSONWriter {
  /// A whole answer: `{"schema": 1, "kind": …, …}` and a line break.
  package static func answer(kind: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    object(kind: kind, options: .prettyPrinted, body) + [UInt8(ascii: "\n")]
  }

  static func object(kind: String, options: Options, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(options: options)
    writer.object { writer in
      writer.field("schema", 1)
      writer.field("kind", kind)
      body(&writer)
    }
    return writer.bytes
  }
}

extension [Diagnostic] {
  package func json(kind: String) -> [UInt8] {
    JSONWriter.answer(kind: kind) { writer in
      writer.field("errors", errorCount)
      writer.field("warnings", warningCount)
      writer.array("diagnostics") { writer in
        for diagnostic in sortedByPlace() {
          let position = diagnostic.position
          writer.object { writer in
            writer.field("severity", diagnostic.severity.rawValue)
            writer.field("code", diagnostic.code)
            writer.field("message", diagnostic.message)
            writer.field("help", diagnostic.help)
            writer.field("path", diagnostic.file.path)
            writer.field("line", position.line)
            writer.field("column", position.column)
          }
        }
      }
    }
  }
}
