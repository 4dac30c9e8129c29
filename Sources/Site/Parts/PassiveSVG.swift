import Bytes
import Diagnostics
import Files

/// An SVG is a document: opened by itself it may run scripts and fetch from other hosts, in more ways than anybody can
/// list. So it is read, and only what is known to draw something passes: elements and attributes from a list, values
/// without functions that could fetch, links to a place in the picture itself or to pixels in it.
///
/// It is bytes that are looked at: to Swift a `<` behind U+0600 is part of another character, to a browser it begins a
/// tag. What is not well-formed is refused, because readers might mend it differently.
enum PassiveSVG {
  /// More than a picture that people look at.
  private static let sizeLimit = 16 * 1024 * 1024

  /// A picture as a whole, which is how it has to be looked at.
  static func bytes(of file: FileSource, path: String) throws(FileError) -> [UInt8] {
    guard file.size <= sizeLimit else {
      throw FileError(.read, path, .tooLarge(size: file.size, limit: sizeLimit))
    }
    return try file.bytes()
  }

  /// Why a picture is refused; `nil` means that it does nothing but draw.
  static func danger(in bytes: [UInt8]) -> String? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return "it is not UTF-8" }
    // XML knows no others. Escape sequences would begin other encodings.
    guard bytes.allSatisfy({ $0 >= 0x20 || $0.isXMLSpace }) else { return "it contains control characters" }
    var reader = SVGReader(bytes)
    do throws(SVGReader.Refusal) {
      try reader.read()
      return nil
    } catch {
      return error.reason
    }
  }
}

/// Reads a picture from its first to its last byte, and refuses it at the first thing that is not known to be harmless.
private struct SVGReader {
  struct Refusal: Error {
    let reason: String
  }

  private let bytes: [UInt8]
  private var offset = 0
  /// The names of the elements that are open.
  private var open: [ArraySlice<UInt8>] = []
  /// Prefixes of names that browsers do nothing for, as declared somewhere before.
  private var inertPrefixes: Set<[UInt8]> = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  mutating func read() throws(Refusal) {
    try readDeclaration()
    var hasRoot = false
    while offset < bytes.count {
      guard bytes[offset] == UInt8(ascii: "<") else {
        try readText()
        continue
      }
      if isNext("<!--") {
        guard skip(past: "-->", from: offset + 4) else { throw .init(reason: "a comment does not end") }
      } else if isNext("<!DOCTYPE") {
        try readDocumentType(afterRoot: hasRoot)
      } else if isNext("</") {
        try readEnd()
      } else if isNext("<!") || isNext("<?") {
        throw .init(
          reason: "it contains \(isNext("<?") ? "a processing instruction" : "a CDATA section or declaration")")
      } else {
        if open.isEmpty, hasRoot { throw .malformed }
        hasRoot = true
        try readStart()
      }
    }
    guard open.isEmpty, hasRoot else { throw .malformed }
  }

  // MARK: What stands in front

  private mutating func readDeclaration() throws(Refusal) {
    guard isNext("<?xml"), offset + 5 < bytes.count, bytes[offset + 5].isXMLSpace else { return }
    let start = offset
    guard skip(past: "?>", from: offset) else { throw .malformed }
    let words = bytes[start..<offset].filter { !$0.isXMLSpace && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") }
      .map(\.asciiLowercased)
    let rest = String(decoding: words, as: UTF8.self)
    guard let encoding = rest.firstRange(of: "encoding") else { return }
    guard rest[encoding.upperBound...].hasPrefix("=utf-8") else { throw .init(reason: "it is not UTF-8") }
  }

  /// A document type without declarations of its own: what it names is not fetched for a picture.
  private mutating func readDocumentType(afterRoot: Bool) throws(Refusal) {
    let start = offset
    guard !afterRoot, skip(past: ">", from: offset) else { throw .malformed }
    if bytes[start..<offset].contains(UInt8(ascii: "[")) || bytes[start + 2..<offset].contains(UInt8(ascii: "<")) {
      throw .init(reason: "its document type declares something")
    }
    // SVG's own is known to everybody; another one would have to be fetched.
    let words = bytes[start..<offset].filter { !$0.isXMLSpace }
    guard words.count <= "<!DOCTYPEsvg>".utf8.count || words.contains("http://www.w3.org/".utf8) else {
      throw .init(reason: "its document type is not that of SVG")
    }
  }

  // MARK: Elements

  private mutating func readStart() throws(Refusal) {
    offset += 1
    let name = try readName()
    let attributes = try readAttributes()
    for (attribute, value) in attributes where attribute.starts(with: "xmlns".utf8) {
      try checkNamespace(attribute, value)
    }
    let isInert = isInertName(name)
    if !isInert, !SVGNames.elements.contains(String(decoding: name, as: UTF8.self)) {
      throw .init(reason: "it contains the element <\(String(decoding: name, as: UTF8.self).printable)>")
    }
    for (attribute, value) in attributes where !attribute.starts(with: "xmlns".utf8) {
      if !isInert || attribute.starts(with: "on".utf8) { try check(attribute, value, of: name) }
    }
    if isNext("/>") {
      offset += 2
    } else if isNext(">") {
      offset += 1
      open.append(name)
    } else {
      throw .malformed
    }
  }

  private mutating func readEnd() throws(Refusal) {
    offset += 2
    let name = try readName()
    skipSpace()
    guard isNext(">"), open.popLast() == name else { throw .malformed }
    offset += 1
  }

  private mutating func readAttributes() throws(Refusal) -> [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
    var attributes: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
    while true {
      let before = offset
      skipSpace()
      guard offset < bytes.count else { throw .malformed }
      if bytes[offset] == UInt8(ascii: ">") || bytes[offset] == UInt8(ascii: "/") { return attributes }
      guard offset > before else { throw .malformed }
      let name = try readName()
      skipSpace()
      guard isNext("=") else { throw .malformed }
      offset += 1
      skipSpace()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'"),
        let end = bytes[(offset + 1)...].firstIndex(of: bytes[offset])
      else { throw .malformed }
      let value = bytes[offset + 1..<end]
      if value.contains(UInt8(ascii: "<")) { throw .malformed }
      offset = end + 1
      // Twice the same is no XML, and readers disagree on which of them counts.
      if attributes.contains(where: { $0.name == name }) { throw .malformed }
      attributes.append((name, value))
    }
  }

  private mutating func readName() throws(Refusal) -> ArraySlice<UInt8> {
    let start = offset
    while offset < bytes.count, bytes[offset].isNameByte { offset += 1 }
    guard offset > start, !bytes[start].isASCIIDigit else { throw .malformed }
    return bytes[start..<offset]
  }

  private mutating func readText() throws(Refusal) {
    let start = offset
    offset = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    let text = bytes[start..<offset]
    if open.isEmpty, !text.allSatisfy(\.isXMLSpace) { throw .malformed }
    try checkReferences(text)
  }

  // MARK: Values

  /// Names that mean something are SVG's own, without a prefix; other prefixes belong to drawing programs.
  private mutating func checkNamespace(_ attribute: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(Refusal) {
    let address = String(decoding: value, as: UTF8.self)
    switch String(decoding: attribute, as: UTF8.self) {
    case "xmlns" where address == "http://www.w3.org/2000/svg": return
    case "xmlns:xlink" where address == "http://www.w3.org/1999/xlink": return
    case "xmlns:svg" where address == "http://www.w3.org/2000/svg": return
    // A prefix that means something elsewhere in the picture is not taken for one that does not.
    case let name
    where name.hasPrefix("xmlns:") && !["xmlns:svg", "xmlns:xlink", "xmlns:xml"].contains(name)
      && SVGNames.inertNamespaces.contains(address):
      inertPrefixes.insert(Array(name.utf8.dropFirst(6)))
    default: throw .init(reason: "it uses names of \(address.printable)")
    }
  }

  private func isInertName(_ name: ArraySlice<UInt8>) -> Bool {
    guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return inertPrefixes.contains(Array(name[..<colon]))
  }

  private func check(
    _ attribute: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, of element: ArraySlice<UInt8>
  ) throws(Refusal) {
    if isInertName(attribute) { return }
    let name = String(decoding: attribute, as: UTF8.self)
    switch name {
    case "href", "xlink:href":
      guard value.first == UInt8(ascii: "#") || isPixels(value) else {
        throw .init(reason: "it links to something outside of it")
      }
      try checkReferences(value)
    case "style":
      for declaration in value.split(separator: UInt8(ascii: ";")) {
        let property = declaration.prefix { $0 != UInt8(ascii: ":") }.filter { !$0.isXMLSpace }
        if property.isEmpty { continue }
        guard
          property.starts(with: "-inkscape-".utf8)
            || SVGNames.attributes.contains(String(decoding: property, as: UTF8.self))
            || SVGNames.properties.contains(String(decoding: property, as: UTF8.self))
        else { throw .init(reason: "it has the style \(String(decoding: property, as: UTF8.self).printable)") }
      }
      try checkFunctions(value, in: name)
    case _ where SVGNames.texts.contains(name) || name.hasPrefix("aria-") || name.hasPrefix("data-"):
      try checkReferences(value)
    case _ where SVGNames.attributes.contains(name): try checkFunctions(value, in: name)
    default: throw .init(reason: "it has the attribute \(name.printable)")
    }
  }

  /// A picture of pixels within the file; an SVG might hide in any other `data:`.
  private func isPixels(_ value: ArraySlice<UInt8>) -> Bool {
    ["png", "jpeg", "jpg", "gif", "webp", "avif"].contains { value.starts(with: "data:image/\($0);base64,".utf8) }
      && !value.contains(UInt8(ascii: "&"))
  }

  /// Of the functions that a value may call, `url()` is the only one that leads somewhere: to a place in the picture.
  private func checkFunctions(_ value: ArraySlice<UInt8>, in attribute: String) throws(Refusal) {
    for byte in value where byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "&") {
      throw .init(reason: "the value of \(attribute) contains \(Character(Unicode.Scalar(byte)))")
    }
    for parenthesis in value.indices where value[parenthesis] == UInt8(ascii: "(") {
      let before = value[..<parenthesis]
      let start = before.lastIndex { !$0.isASCIIAlphanumeric && $0 != UInt8(ascii: "-") }.map { $0 + 1 }
      let function = String(decoding: before[(start ?? value.startIndex)...], as: UTF8.self)
      let argument = value[(parenthesis + 1)...].drop {
        $0.isXMLSpace || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"")
      }
      if function == "url", argument.first == UInt8(ascii: "#") { continue }
      guard SVGNames.functions.contains(function) else {
        throw .init(reason: "the value of \(attribute) calls \(function.printable)()")
      }
    }
  }

  /// XML has five named entities; a document type would bring others.
  private func checkReferences(_ text: ArraySlice<UInt8>) throws(Refusal) {
    for ampersand in text.indices where text[ampersand] == UInt8(ascii: "&") {
      let rest = text[(ampersand + 1)...]
      let name = rest.prefix(12).prefix { $0 != UInt8(ascii: ";") }
      let isKnown = ["amp", "lt", "gt", "quot", "apos"].contains { name.elementsEqual($0.utf8) }
      guard rest.count > name.count, isKnown || name.first == UInt8(ascii: "#") else {
        throw .init(reason: "it contains an entity")
      }
    }
  }

  // MARK: Bytes

  private func isNext(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
  }

  private mutating func skip(past text: String, from start: Int) -> Bool {
    let wanted = Array(text.utf8)
    var next = start
    while let found = bytes[min(next, bytes.count)...].firstIndex(of: wanted[0]) {
      if bytes[found...].starts(with: wanted) {
        offset = found + wanted.count
        return true
      }
      next = found + 1
    }
    return false
  }

  private mutating func skipSpace() {
    while offset < bytes.count, bytes[offset].isXMLSpace { offset += 1 }
  }
}

extension SVGReader.Refusal {
  fileprivate static var malformed: Self { Self(reason: "it is not well-formed XML") }
}

extension UInt8 {
  fileprivate var isXMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }

  fileprivate var isNameByte: Bool {
    isASCIIAlphanumeric || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self == UInt8(ascii: ".")
      || self == UInt8(ascii: ":")
  }
}

/// The names of SVG 1.1 and 2 that draw, and do nothing else: no scripts, styles, animation, foreign content, links to
/// other documents.
private enum SVGNames {
  private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  static let elements = words(
    "svg g defs symbol use a switch title desc metadata path rect circle ellipse line polyline polygon text tspan "
      + "textPath image linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix "
      + "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
      + "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
      + "fePointLight feSpecularLighting feSpotLight feTile feTurbulence")

  /// Their values may be any text.
  static let texts = words("id class role lang xml:lang xml:space")

  static let attributes = words(
    "version baseProfile viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points "
      + "pathLength transform transform-origin dx dy rotate textLength lengthAdjust startOffset method spacing side "
      + "fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
      + "stroke-miterlimit stroke-opacity stroke-width opacity color color-interpolation "
      + "color-interpolation-filters color-rendering paint-order vector-effect visibility display overflow clip "
      + "clip-path clip-rule mask filter marker marker-start marker-mid marker-end shape-rendering text-rendering "
      + "image-rendering font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight "
      + "letter-spacing word-spacing text-anchor text-decoration text-align text-indent line-height white-space "
      + "dominant-baseline alignment-baseline baseline-shift direction unicode-bidi writing-mode "
      + "glyph-orientation-vertical glyph-orientation-horizontal gradientUnits gradientTransform spreadMethod offset "
      + "stop-color stop-opacity patternUnits patternContentUnits patternTransform clipPathUnits maskUnits "
      + "maskContentUnits mask-type markerUnits markerWidth markerHeight refX refY orient filterUnits primitiveUnits "
      + "in in2 result stdDeviation flood-color flood-opacity lighting-color surfaceScale diffuseConstant "
      + "specularConstant specularExponent kernelUnitLength kernelMatrix divisor bias targetX targetY edgeMode "
      + "preserveAlpha order azimuth elevation pointsAtX pointsAtY pointsAtZ limitingConeAngle z values type mode "
      + "operator k1 k2 k3 k4 radius baseFrequency numOctaves seed stitchTiles scale xChannelSelector "
      + "yChannelSelector tableValues slope intercept amplitude exponent enable-background focusable "
      + "requiredFeatures requiredExtensions systemLanguage zoomAndPan contentScriptType contentStyleType")

  /// What drawing programs write into a style besides.
  static let properties = words(
    "isolation mix-blend-mode solid-color solid-opacity text-decoration-color text-decoration-line "
      + "text-decoration-style text-orientation text-transform shape-padding shape-margin inline-size font-feature-settings "
      + "font-variant-alternates font-variant-caps font-variant-east-asian font-variant-ligatures "
      + "font-variant-numeric font-variant-position font-variation-settings margin")

  static let functions = words(
    "rgb rgba hsl hsla translate translateX translateY scale scaleX scaleY rotate skewX skewY matrix")

  /// What programs keep for themselves in a picture.
  static let inertNamespaces = words(
    "http://www.inkscape.org/namespaces/inkscape http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd "
      + "http://www.w3.org/1999/02/22-rdf-syntax-ns# http://creativecommons.org/ns# http://web.resource.org/cc/ "
      + "http://purl.org/dc/elements/1.1/ http://www.bohemiancoding.com/sketch/ns http://www.serif.com/ "
      + "http://ns.adobe.com/AdobeIllustrator/10.0/ http://ns.adobe.com/Graphs/1.0/ "
      + "http://ns.adobe.com/Variables/1.0/ http://ns.adobe.com/SaveForWeb/1.0/ http://vectornator.io "
      + "http://www.vectornator.io https://boxy-svg.com")
}
