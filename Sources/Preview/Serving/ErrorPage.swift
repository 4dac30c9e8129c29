import Bytes
import Diagnostics
import Site

/// Pages that are not of the site: they follow what happens too, so that a page that comes back is seen.
enum ErrorPage {
  static func missing(_ target: String, _ mark: PreviewMark) -> PageReply {
    let shown = String(decoding: target.utf8.prefix(200), as: UTF8.self).printable
    return page(
      404, "There is no such page", mark,
      "<p><code>\(escaped(shown))</code> is not a page of this board, or not any more.</p>")
  }

  static func excess(_ problem: Diagnostic, _ mark: PreviewMark) -> PageReply {
    let position = problem.position
    let place = "\(problem.file.path):\(position.line):\(position.column): \(problem.message)".printable
    return page(500, "This page cannot be made", mark, "<p><code>\(escaped(place))</code></p>")
  }

  private static func page(_ status: Int, _ title: String, _ mark: PreviewMark, _ content: String) -> PageReply {
    let text = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; \
      connect-src 'self'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <meta name="orchsite-snapshot" content="\(mark.snapshot)">
      <link rel="stylesheet" href="/style.css">
      <link rel="stylesheet" href="/.orchsite/preview.css">
      <script src="/.orchsite/changes.js" defer></script>
      <script src="/.orchsite/preview.js" defer></script>
      </head>
      <body>
      <main id="main">
      <div class="page-head"><h1>\(title)</h1></div>
      \(content)
      <p><a href="/index.html">The board</a> · <a href="/tasks.html">All tasks</a></p>
      </main>
      </body>
      </html>

      """
    return PageReply(status, MediaType.of(".html"), .bytes(Array(text.utf8)))
  }

  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.appendEscapingHTML(text)
    return String(decoding: bytes, as: UTF8.self)
  }
}
