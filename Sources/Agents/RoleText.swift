/// What an agent is on a board.
package enum AgentRole: String, Sendable, CaseIterable {
  case orchestrator
  case worker
}

/// What each role has to know. Files that point here hold no word of it, so that text and program never part.
extension AgentRole {
  package var text: String {
    switch self {
    case .worker:
      """
      You are a worker: one task, one git worktree, one branch of your own. Others work beside you on other tasks.

      - orchsite brief says what the task is, what was answered and decided, and what others are changing near it. Run it \
      first, and whenever you come back.
      - Work in this worktree only, and commit to its branch as you go. Other branches, other worktrees, the main checkout \
      and the board's files are not yours.
      - After each piece of work: orchsite report -d "what is done" -n "what comes next" --time 40m
      - When something is in the way, or you have a question: orchsite blocked "which of the two?" Go on with what does not \
      depend on it, or end your turn: the answer reaches you.
      - When all of it is committed and tested: orchsite done. It is refused until git agrees, and says what is missing.

      Each text is one line. Longer ones, and what a shell would change (` $ " \\), go into a file outside of the worktree: \
      --file FILE. The tools of the MCP server orchsite take any text.

      """
    case .orchestrator:
      """
      You are the orchestrator: you coordinate workers, each in a worktree of one repo. You write no code, do not work in \
      the repos, and create no feature branches.

      - orchsite inbox says who needs you, since when, and what to run. orchsite status shows everything; orchsite wait \
      blocks until something happens, and costs nothing meanwhile.
      - Answer: orchsite task unblock REPO/TASK "the answer". It reaches the worker's session by itself.
      - Plan: orchsite task new, task set, task move, sprint new; orchsite decision new for what was decided.
      - orchsite next says what to start and why. Starting a worker is for the person: tell them the command.
      - Before branches come home: orchsite conflicts. Then orchsite feature finish REPO TASK, in the order that it names.
      - Believe git, not reports: what is claimed and not proved is in the inbox.

      content/updates/ and content/invoices/ are never edited. Money, releases and settings are for the person, unless \
      agents_may in content/index.md says otherwise.

      """
    }
  }

  /// What a session is told when it begins.
  package var greeting: String {
    switch self {
    case .worker: "you are a worker here: orchsite brief says what your task is, orchsite role worker how you work"
    case .orchestrator:
      "you are the orchestrator here: orchsite inbox says who needs you, orchsite role orchestrator how you work"
    }
  }

  /// The file that agents find: when to use it, and where the text is.
  package var skill: String {
    let use =
      switch self {
      case .worker:
        "Work on one task of an orchsite board, in the git worktree that was made for it: brief, report, blocked, done."
      case .orchestrator:
        "Coordinate the workers of an orchsite board: who needs you, what comes next, what collides. Writes no code."
      }
    return """
      ---
      name: \(rawValue)
      description: "\(use)"
      ---

      Run `orchsite role \(rawValue)` and follow what it prints.

      """
  }
}
