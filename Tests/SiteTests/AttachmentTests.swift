import Content
import Diagnostics
import Files
import TestSupport
import Testing

@testable import Site

/// Pictures and PDFs that bodies link to.
@Suite struct AttachmentTests {
  private func picture(_ inside: String) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\(inside)</svg>"
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<SCRIPT>x</SCRIPT>", "<script xlink:href=\"data:,x\"/>", "<s:script xmlns:s=\"x\">",
    // A mark that Swift counts to the next character.
    "\u{600}<script>alert(1)</script>", "\u{110BD}<script>alert(1)</script>",
    "<a href=\"javascript:\u{FF9E}=alert(1)\"><text>x</text></a>", "<a xlink:href=\"\u{600}&#106;avascript:x\">",
    "<g onload=\"x\">", "<g\nonload\n=\n\"x\">", "<g\tONLOAD='x'>", "<g id=\"a\"onclick=\"x\">", "<g/onload=x>",
    "<animate onbegin=\"alert(1)\"/>", "<image href=\"x\" onerror=\"y\"/>",
    "<foreignObject><p/></foreignObject>", "<svg:foreignobject/>", "<iframe src=\"x\"/>", "<embed/>",
    "<object data=\"x\"/>",
    "<a href=\"javascript:alert(1)\">", "<a xlink:href=\" JavaScript:alert(1)\">", "<a href=\"java\nscript:alert(1)\">",
    "<a href=\"java\tscript:x\">", "<a href=\"&#x6A;avascript:x\">", "<a href=\"javascript&colon;alert(1)\">",
    "<a href=\"java&Tab;script:x\">", "<a href=\"vbscript:x\">",
    "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>",
    "<set attributeName=\"href\" to=\"javascript:alert(1)\"/>",
    "<animate attributeName=\"xlink:href\" values=\"a;javascript:x\"/>",
    "<use href=\"data:image/svg+xml;base64,AAAA#x\"/>", "<use href=\"data:application/xml,x\"/>",
    "<a href=\"data:text/html,x\">",
    "<a href=\"DATA:\ntext/html,x\">", "<image href=\"data:image/svg+xml,x\"/>", "<a href=\"data:,x\">",
    "<x:p xmlns:x=\"http://www.w3.org/1999/xhtml\"/>", "<![CDATA[<script>]]>",
    "<text>\u{1B}(B</text>", "<text>\u{0}</text>", "<handler/>", "<listener/>", "<text>&xxe;</text>",
  ])
  func whatMightRunSomethingIsRefused(_ inside: String) {
    #expect(PassiveSVG.danger(in: Array(picture(inside).utf8)) != nil)
  }

  @Test(arguments: [
    "<image href=\"https://e.com/x.png\"/>", "<image xlink:href = ' //e.com/x.png'/>",
    "<use href=\"http://e.com/#x\"/>", "<a href=\"https://example.com/\"><text>link</text></a>",
    "<image href=\"/\\e.com/x.png\"/>", "<image href=\"&#104;ttps://e.com\"/>", "<image href=\"\"/>",
    "<image href=\"ht\ntps://e.com/x.png\"/>", "<image href=\"data:image/svg+xml;base64,AA\"/>",
    "<image href=\"data:image/png;base64,AA&#x0;\"/>",
  ])
  func whatLinksElsewhereIsRefused(_ inside: String) {
    #expect(PassiveSVG.danger(in: Array(picture(inside).utf8)) == "it links to something outside of it")
  }

  @Test(arguments: [
    ("<style>svg{background:image-set(\"https://e.com/1.png\" 1x)}</style>", "it contains the element <style>"),
    ("<style>@import 'x.css';</style>", "it contains the element <style>"),
    ("<image width=\"9\"><set attributeName=\"href\" to=\"https://e.com\"/></image>", "it contains the element <set>"),
    ("<g><animate attributeName=\"x\" to=\"5\"/></g>", "it contains the element <animate>"),
    ("<filter><feImage href=\"#x\"/></filter>", "it contains the element <feImage>"),
    ("<g style=\"fill: url( 'https://e.com/#x')\"/>", "the value of style calls url()"),
    ("<g fill=\"\\75rl(https://e.com/x)\"/>", "the value of fill contains \\"),
    ("<g mask=\"image-set('https://e.com/x' 1x)\"/>", "the value of mask calls image-set()"),
    ("<g clip-path=\"u/**/rl(https://e.com/x)\"/>", "the value of clip-path calls rl()"),
    ("<g fill=\"&#117;rl(https://e.com/x)\"/>", "the value of fill contains &"),
    ("<g style=\"cursor:url(#x)\"/>", "it has the style cursor"),
    ("<g style=\"background:red\"/>", "it has the style background"),
    ("<g cursor=\"url(https://e.com/x)\"/>", "it has the attribute cursor"),
    ("<g xml:base=\"https://e.com/\"/>", "it has the attribute xml:base"),
    ("<g><![CDATA[x]]></g>", "it contains a CDATA section or declaration"),
    ("<g><?x y?></g>", "it contains a processing instruction"),
    ("<g xmlns=\"http://www.w3.org/1999/xhtml\"/>", "it uses names of http://www.w3.org/1999/xhtml"),
    ("<a:script xmlns:a=\"http://www.w3.org/2000/svg\"/>", "it uses names of http://www.w3.org/2000/svg"),
    (
      "<g xmlns:svg=\"http://www.inkscape.org/namespaces/inkscape\"><svg:script/></g>",
      "it uses names of http://www.inkscape.org/namespaces/inkscape"
    ),
    ("<g>", "it is not well-formed XML"), ("<g id=a/>", "it is not well-formed XML"),
    ("<g id=\"a\" id=\"b\"/>", "it is not well-formed XML"), ("</svg><script/><svg>", "it is not well-formed XML"),
    ("<!-- a", "a comment does not end"),
  ])
  func whatIsNotKnownToDrawIsRefused(_ inside: String, _ reason: String) {
    #expect(PassiveSVG.danger(in: Array(picture(inside).utf8)) == reason)
  }

  @Test(arguments: [
    "<!DOCTYPE svg [<!ENTITY x \"y\">]>", "<!DOCTYPE svg [<!ATTLIST svg onload CDATA #FIXED \"alert(1)\">]>",
    "<!DOCTYPE svg [<!attlist svg xmlns CDATA \"x\">]>", "<?xml-stylesheet href=\"x.xsl\" type=\"text/xsl\"?>",
    "<?xml version=\"1.0\" encoding=\"UTF-7\"?>", "<!DOCTYPE svg SYSTEM 'http://e.example/x.dtd'>",
    "<?xml version=\"1.0\" encoding='iso-2022-jp'?>",
    "<?xml version=\"1.0\" encoding = \"iso-2022-jp\"?>", "<?xml version=\"1.0\"\nencoding\n=\n'utf-16'?>",
  ])
  func whatMightChangeTheDocumentIsRefused(_ head: String) {
    #expect(PassiveSVG.danger(in: Array((head + picture("")).utf8)) != nil)
  }

  @Test func otherEncodingsAreRefused() {
    #expect(PassiveSVG.danger(in: picture("").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) != nil)
    #expect(PassiveSVG.danger(in: [0xFF, 0xFE, 0x3C, 0x00]) == "it is not UTF-8")
    #expect(PassiveSVG.danger(in: [0x1F, 0x8B, 0x08]) == "it is not UTF-8")
  }

  @Test(arguments: [
    "<path d=\"M0 0\" stroke=\"red\"/>", "<text>on = off, one &amp; two &lt;script&gt;</text>",
    "<title>Söhne 🌲</title>",
    "<a href=\"#here\" xlink:href=\"#here\"/>",
    "<image href=\"data:image/png;base64,iVBORw0KGgo=\"/>",
    "<g class=\"on\" id=\"one\"/>", "<desc>the description=here</desc>", "<!-- a <script> -->",
    "<g style=\"fill:#000;stroke:url(#a);transform:translate(1px, 2px);-inkscape-stroke:none\"/>",
    "<g xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" inkscape:label=\"a\"><inkscape:grid units=\"mm\"/></g>",
    "<linearGradient id=\"a\"><stop offset=\"0\" stop-color=\"rgb(1, 2, 3)\"/></linearGradient>",
    "<g fill=\"url(#a)\" aria-label=\"x &amp; y\"/>",
  ])
  func harmlessPicturesPass(_ inside: String) {
    let heads = [
      "", "\u{FEFF}", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\r\n",
      "<?xml version='1.0' encoding = 'utf-8'?>",
    ]
    for head in heads { #expect(PassiveSVG.danger(in: Array((head + picture(inside)).utf8)) == nil) }
    #expect(
      PassiveSVG.danger(
        in: Array(
          "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\(picture(inside))"
            .utf8))
        == nil)
  }

  @Test func onlyWhatPagesLinkToIsCopied() async throws {
    let site = try await publish(
      index + "\n![a](pictures/a.png) [b](papers/b.pdf) [zip](x.zip) ![no](pictures/none.png)"
        + "\n-- content/clients/acme.md --\n---\nname: Acme\ncountry: AT\n---\n[secret](../papers/contract.pdf)"
        + "\n-- content/updates/web/gone/20260114T100000000Z-ada.md --\n---\nat: 2026-01-14T10:00:00Z\nworker: ada\n"
        + "status: todo\n---\n![o](../../../pictures/orphan.png)"
        + "\n-- content/pictures/a.png --\nA\n-- content/papers/b.pdf --\nB\n-- content/papers/contract.pdf --\nC"
        + "\n-- content/pictures/unused.png --\nU\n-- content/pictures/orphan.png --\nO\n-- content/x.zip --\nZ")
    #expect(
      site.files.keys.filter { $0.hasPrefix("files/") }.sorted() == ["files/papers/b.pdf", "files/pictures/a.png"])
    #expect(site.files["files/pictures/a.png"] == "A\n")
    let intro = try #require(site.page("index.html").first(".prose"))
    #expect(intro.all("a").map { $0.attributes["href"] } == ["files/papers/b.pdf"])
    #expect(intro.all("img").map { $0.attributes["src"] } == ["files/pictures/a.png"])
    #expect(intro.text == "b zip no")
    #expect(site.refused.isEmpty)
  }

  @Test func refusedOnesAreTextAndSaidSo() async throws {
    let name = "content/a\nb.png"
    var content = files(
      in: index + "\n![evil](evil.SVG) [evil too](evil.SVG) ![fine](fine.svg) [odd](a%0Ab.png)"
        + "\n-- content/evil.SVG --\n<svg onload=\"x\"/>\n-- content/fine.svg --\n<svg/>")
    content[name] = "PNG"
    let site = try await publish(content: content)
    #expect(site.files.keys.filter { $0.hasPrefix("files/") } == ["files/fine.svg"])
    #expect(site.page("index.html").first(".prose")?.all("img").map { $0.attributes["src"] } == ["files/fine.svg"])
    #expect(site.page("index.html").first(".prose")?.text == "evil evil too odd")
    #expect(
      DiagnosticPrinter().text(site.refused) == """
        content/a\u{FFFD}b.png:1:1: error[attachment]: not copied into the site: its name has control characters in it
          help: rename it
        content/evil.SVG:1:1: error[attachment]: not copied into the site: it has the attribute onload
          help: save the picture as plain SVG, without styles and scripts, or as PNG

        """)
    #expect(SiteChecker.problems(of: site) == [])
  }

  @Test func oneThatCannotBeReadIsText() async throws {
    let content = files(in: index + "\n![a](a.png)\n-- content/a.png --\nA")
    let site = try await publish(
      .inMemory(content), templates: TemplateLibrary(),
      attachments: AttachmentFiles { path throws(FileError) in throw FileError(.read, path, .system(13)) })
    #expect(site.refused.map(\.code) == ["attachment"])
    #expect(site.refused.map(\.message) == ["cannot be read: permission denied"])
    #expect(site.page("index.html").first(".prose")?.text == "a")
    #expect(SiteChecker.problems(of: site) == [])
  }

  @Test func spellingsThatOnlySwiftTakesForOneAreTwoPictures() async throws {
    var content = files(in: index + "\n![a](%C3%A9.png) ![b](e%CC%81.png)")
    content["content/\u{E9}.png"] = "composed"
    #expect(try await publish(content: content).page("index.html").first(".prose")?.all("img").count == 1)
  }
}
