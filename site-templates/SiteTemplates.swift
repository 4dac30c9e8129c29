/// The templates, the style sheets and the scripts: readable files in `site-templates/`, and part of the binary.
package enum BuiltInTemplates {
  /// Every file of the folder, by name.
  package static let all = EmbeddedFiles.all
}
