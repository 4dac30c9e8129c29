/// A word for a POSIX shell: as it is when it is plain, else in single quotes.
package func shellQuoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty && word.utf8.first != UInt8(ascii: "-")
    && word.utf8.allSatisfy { $0.isASCIIAlphanumeric || "._-/".utf8.contains($0) }
  if isPlain { return word }
  // Scalars, not characters: a quote with a combining mark behind it is one character, and still ends the word.
  var quoted = String.UnicodeScalarView()
  for scalar in word.unicodeScalars {
    // Ends the word, stands for itself, and the scalar below begins the rest.
    if scalar == "'" { quoted.append(contentsOf: "'\\'".unicodeScalars) }
    quoted.append(scalar)
  }
  return "'\(String(quoted))'"
}
