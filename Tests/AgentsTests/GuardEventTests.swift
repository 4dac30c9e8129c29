import Agents
import Bytes
import Testing

/// Events as agents send them, and what comes of each.
@Suite("The guard and whole events")
struct GuardEventTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let role: AgentRole
    let isAllowed: Bool
    let event: String

    var testDescription: String { event }
  }

  @Test(arguments: samples)
  func judged(_ sample: Sample) throws {
    let agent = try #require(Agent(named: "claude"))
    let event = try agent.event(Array(sample.event.utf8))
    let tool = try #require(event.tool)
    let refusal = Shop.refusal(sample.role, tool.name, tool.input, in: event.folder)
    #expect((refusal == nil) == sample.isAllowed)
  }

  private static let samples: [Sample] = [
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Edit", "tool_input": {"file_path": "/home/ada/shop/backend/src/auth.ts", "old_string": "a", "new_string": "b"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: true,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {"file_path": "/home/ada/shop/content/decisions/2026-01-06-keys.md", "content": "---\n"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {"file_path": "/home/ada/shop/content/../backend/x.ts", "content": "x"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "cd backend && git commit -am wip", "description": "commit"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: true,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "git -C backend log --oneline -5"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "echo x > backend/src/a.ts"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: true,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "orchsite status --json"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "orchsite invoice issue acme-2026-01"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "NotebookEdit", "tool_input": {"notebook_path": "/home/ada/shop/backend/a.ipynb", "new_source": "x"}}"#
    ),
    Sample(
      role: .worker, isAllowed: true,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop/.worktrees/backend/user-auth", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Edit", "tool_input": {"file_path": "/home/ada/shop/.worktrees/backend/user-auth/src/auth.ts", "old_string": "a", "new_string": "b"}}"#
    ),
    Sample(
      role: .worker, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop/.worktrees/backend/user-auth", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Edit", "tool_input": {"file_path": "/home/ada/shop/.worktrees/admin/dashboard/src/a.ts", "old_string": "a", "new_string": "b"}}"#
    ),
    Sample(
      role: .worker, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop/.worktrees/backend/user-auth", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {"file_path": "/home/ada/shop/content/tasks/backend/user-auth.md", "content": "x"}}"#
    ),
    Sample(
      role: .worker, isAllowed: true,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop/.worktrees/backend/user-auth", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "orchsite report -d 'login endpoint' --time 40m"}}"#
    ),
    Sample(
      role: .worker, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop/.worktrees/backend/user-auth", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "cd ../../admin && rm -rf dashboard"}}"#
    ),
    Sample(
      role: .orchestrator, isAllowed: false,
      event:
        #"{"session_id": "s-1", "transcript_path": "/home/ada/.claude/t.jsonl", "cwd": "/home/ada/shop", "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": "MultiEdit", "tool_input": {"file_path": "/home/ada/shop/content/invoices/INV-2026-0001.md", "edits": [{"old_string": "a", "new_string": "b"}]}}"#
    ),
  ]

  @Test("a refusal is an exit code, and words on standard error", arguments: Agent.all.map(\.name))
  func answer(name: String) throws { #expect(try #require(Agent(named: name)).refusalCode == 2) }
}
