import CCMark
package func v() -> Int32 { cmark_version() }
