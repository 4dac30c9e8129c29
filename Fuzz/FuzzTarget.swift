// Random bytes, guided by which branches they reach, into what reads files that anybody may have written. It ends
// the process where a property does not hold; a crash, an overflow or a wrong memory access ends it by itself.

/// One input of libFuzzer: the first byte decides who reads the others.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  guard count > 0 else { return 0 }
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  // Files of the corpus begin with what such files begin with.
  if input[0] == UInt8(ascii: "-") {
    fuzzFrontMatter(input)
  } else {
    fuzzMarkdown(Array(input.dropFirst()))
  }
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ oneInput: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32

@main
struct FuzzTarget {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runDriver(&count, &arguments, fuzzOneInput)
  }
}

/// Ends the process with a reason; libFuzzer keeps the input.
func require(_ condition: @autoclosure () -> Bool, _ reason: @autoclosure () -> String) {
  if !condition() { fatalError(reason()) }
}
