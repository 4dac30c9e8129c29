import Actions
import ArgumentParser
import Content

// How values of the rooms below are read from the command line.

extension TaskID: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public static var defaultCompletionKind: CompletionKind { Completions.tasks }
}

extension BoardTask.Status: ExpressibleByArgument {}
extension BoardTask.Priority: ExpressibleByArgument {}

extension Assignment: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
