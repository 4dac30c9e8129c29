import Actions
import Content
import MCP
import Quantities
import Terminal

/// What whoever coordinates gets: looking, planning, answering. Money, merges and starting workers are a person's.
struct OrchestratorTools {
  let place: ToolPlace

  var all: [Tool] {
    [status, inbox, next, conflicts, wait, newTask, moveTask, setTask, unblockTask, newDecision]
  }

  private static let oneRepo = Parameter<String?>.text("repo", "Only this repo.")
  private static let task = Parameter<String>.text("task", "REPO/TASK, or whatever names it alone.")
  private static let tasks = Parameter<[String]>.texts(
    "tasks", "Each REPO/TASK, or whatever names it alone. All are changed, or none.", atLeast: 1)
}

// MARK: - Looking

extension OrchestratorTools {
  private var status: Tool {
    Tool(
      "status", title: "How things stand",
      about: "Repos, workers, new reports since the last call, who needs the reader, the board's counts.",
      effect: .reads, takes: Self.oneRepo, gives: AnswerSchema.status
    ) { [place] repo in
      await place.read { _ in
        var request = ShowStatus()
        request.repo = repo
        return request
      }
    }
  }

  private var inbox: Tool {
    Tool(
      "inbox", title: "Who needs you",
      about: """
        All that waits for whoever coordinates, the oldest first: questions, permissions, blocks, collisions, unproven \
        claims, ready work, failures, each with the command that gets there. Listing it is reading it.
        """,
      effect: .reads, takes: Parameter<Bool>.flag("peek", "Leave what is unread unread."), gives: AnswerSchema.inbox
    ) { [place] peek in
      await place.read { _ in
        var request = ShowInbox()
        request.isPeeking = peek
        return request
      }
    }
  }

  private var next: Tool {
    Tool(
      "next", title: "What to start now", about: "What to start now, and why; and what waits for what.",
      effect: .reads, takes: Parameter<Int>.number("count", "How many.", in: 1...50, standard: 3),
      gives: AnswerSchema.next
    ) { [place] count in
      await place.read({ _ in ShowNext() }, as: { NextAnswer(situation: $0, count: count) })
    }
  }

  private var conflicts: Tool {
    Tool(
      "conflicts", title: "What collides",
      about: """
        Which branches git could not put together, before anybody tries, and in which order to merge. All pairs of \
        branches of open tasks are merged in memory; no file of any repo changes.
        """,
      effect: .reads, takes: Self.oneRepo, gives: AnswerSchema.conflicts
    ) { [place] repo in
      await place.read { _ in
        var request = ShowConflicts()
        request.repo = repo
        return request
      }
    }
  }

  private var wait: Tool {
    Tool(
      "wait", title: "Wait for news",
      about: """
        Waits until a worker reports, asks, is blocked or finishes, or until work collides, and says that one thing and \
        what to do next. Costs nothing meanwhile, and other calls go on. If your client ends calls after a minute, give \
        a shorter timeout and call it again: what comes between two calls is in status.
        """,
      effect: .reads, waits: true,
      takes: Parameter<[String]>.texts("tasks", "Only news of these, each REPO/TASK or whatever names it alone."),
      Parameter<TimeLimit?>.value(
        "timeout", "How long at most: 50s, 30m, 2h; else 30m.", form: "write it like 50s, 30m or 2h"
      ) { TimeLimit(argument: $0) },
      gives: AnswerSchema.wait
    ) { [place] tasks, timeout in
      await place.read { home throws(Refusal) in
        WaitForNews(try await home.tasks(named: tasks), limit: (timeout ?? .halfAnHour).duration)
      }
    }
  }
}

// MARK: - Planning and answering

extension OrchestratorTools {
  private var newTask: Tool {
    Tool(
      "task_new", title: "Write a task", about: "Writes a new task.", effect: .adds,
      takes: Parameter<String>.text(
        "repo", "The repo, or REPO/NAME to choose the task's name; else it is made from the title."),
      Parameter<String>.text("title", "The title, one line."),
      Parameter<String?>.text("body", "The description, as markdown; boxes like - [ ] are counted."),
      Parameter<BoardTask.Status?>.choice("status", "Else todo."),
      Parameter<String?>.text("sprint", "A sprint's name, or current; else the backlog."),
      Parameter<BoardTask.Priority?>.choice("priority", "Else none."),
      Parameter<String?>.text("assignee", "Who works on it."),
      Parameter<[String]>.texts("labels", "Labels."),
      Parameter<Minutes?>.value("estimate", "Like 4h or 1h30m.", form: "write it like 4h or 1h30m") {
        Minutes(duration: $0)
      },
      Parameter<[String]>.texts("depends_on", "Tasks that it waits for."),
      Parameter<Day?>.value("due", "Like 2026-02-01.", form: "write it like 2026-02-01") { Day($0) },
      gives: AnswerSchema.created
    ) { [place] repo, title, body, status, sprint, priority, assignee, labels, estimate, dependsOn, due in
      await place.change { _ in
        var request = NewTask(repo, title: title)
        request.body = body ?? ""
        request.status = status ?? .todo
        request.sprint = sprint
        request.priority = priority
        request.assignee = assignee
        request.labels = labels
        request.estimate = estimate
        request.dependsOn = dependsOn
        request.due = due
        return request
      }
    }
  }

  private var moveTask: Tool {
    Tool(
      "task_move", title: "Move tasks",
      about: "Moves tasks to another status, and records it in the board's name.", effect: .changes,
      takes: Self.tasks, Parameter<BoardTask.Status>.choice("status", "Where to."),
      Parameter<String?>.text("message", "Why: the text of the update."), gives: AnswerSchema.moved
    ) { [place] tasks, status, message in
      await place.change { home throws(Refusal) in
        MoveTask(try await home.tasks(named: tasks), to: status, message: message ?? "")
      }
    }
  }

  private var setTask: Tool {
    Tool(
      "task_set", title: "Change keys of tasks",
      about: """
        Changes keys of tasks' files; everything else in them stays as it is, and what would make a file wrong is \
        refused. The status is moved with task_move.
        """,
      effect: .changes, takes: Self.tasks,
      Parameter<[Assignment]>.values(
        "changes",
        "KEY=VALUE sets a key, KEY= removes it, KEY+=ITEM adds to a list, KEY-=ITEM takes out of it. For example \"priority=high\".",
        form: "write it like priority=high, due=, labels+=urgent or labels-=urgent"
      ) { Assignment($0) },
      gives: AnswerSchema.set
    ) { [place] tasks, changes in
      await place.change { home throws(Refusal) in SetTaskKeys(try await home.tasks(named: tasks), changes) }
    }
  }

  private var unblockTask: Tool {
    Tool(
      "task_unblock", title: "Answer a worker",
      about: "Answers what blocks a task. The answer reaches the worker by itself.", effect: .adds, takes: Self.task,
      Parameter<String>.text("answer", "What the worker has to know, as markdown."),
      Parameter<[String]>.texts("blockers", "Only these blockers, by their texts; else all that stand."),
      gives: AnswerSchema.unblocked
    ) { [place] task, answer, blockers in
      await place.change { home throws(Refusal) in
        UnblockTask(try await home.task(named: task, asOf: Clock.now), answer: answer, blockers: blockers)
      }
    }
  }

  private var newDecision: Tool {
    Tool(
      "decision_new", title: "Record a decision", about: "Records what was decided or learnt.", effect: .adds,
      takes: Parameter<String>.text("title", "The decision, in a sentence."),
      Parameter<String?>.text("body", "The why, as markdown."),
      Parameter<String?>.text("repo", "The repo that it is about."),
      Parameter<TaskID?>.value("task", "The task that it is about.", form: "write it REPO/TASK") { TaskID($0) },
      Parameter<String?>.text("worker", "Who decided."), Parameter<[String]>.texts("tags", "Tags."),
      Parameter<Day?>.value("date", "Like 2026-02-01; else today.", form: "write it like 2026-02-01") { Day($0) },
      gives: AnswerSchema.created
    ) { [place] title, body, repo, task, worker, tags, date in
      await place.change { _ in
        var request = NewDecision(title)
        request.body = body ?? ""
        request.repo = repo
        request.task = task
        request.worker = worker
        request.tags = tags
        request.date = date
        return request
      }
    }
  }
}
