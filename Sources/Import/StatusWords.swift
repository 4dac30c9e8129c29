import Bytes
import Content

/// What the words mean that people give to their columns.
struct StatusWords {
  struct Meaning: Equatable, Sendable {
    var status: BoardTask.Status
    /// Something stands in the way: not to be started, though the board knows no such column.
    var isWaiting = false
  }

  /// The statuses of the configuration, in the order of their columns.
  private let columns: [String]

  init(columns: [String]) { self.columns = columns.map(Self.normalised) }

  /// What a word means by itself or by its column: the first is where work begins, the last where it ends.
  func meaning(of text: String) -> Meaning? {
    let word = Self.normalised(text)
    if let known = Self.known[word] { return known }
    let first = word.prefix { $0 != " " }
    if ["blocked", "waiting", "blockiert", "wartet"].contains(first) { return Meaning(status: .todo, isWaiting: true) }
    if ["duplicate", "superseded", "replaced"].contains(first) { return Meaning(status: .cancelled) }
    if let column = columns.firstIndex(of: word), !word.isEmpty {
      if column == columns.count - 1, columns.count > 1 { return Meaning(status: .done) }
      return Meaning(status: column == 0 ? .todo : .inProgress)
    }
    return Self.known[Self.normalised(Self.beginning(of: text))]
  }

  /// What stands in front of a remark: `Completed (2025-03-01)`, `Done - shipped with 1.2`.
  private static func beginning(of text: String) -> String {
    let ends = [" (", "(", ", ", "; ", ": ", ". ", " - ", " – ", " — ", " / ", " | "].compactMap { sign in
      text.firstRange(of: sign)?.lowerBound
    }
    return ends.min().map { String(text[..<$0]) } ?? ""
  }

  /// Small letters, without emoji, numbers in front and signs: `1. ✔ Won't-Do` is `wont do`.
  static func normalised(_ text: String) -> String {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func end() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
    }
    for scalar in text.lowercased().unicodeScalars {
      let properties = scalar.properties
      // Vowel signs and accents belong to the letter before them, but the selector that makes an emoji does not.
      let isMark = properties.generalCategory == .nonspacingMark || properties.generalCategory == .spacingMark
      if properties.isAlphabetic || properties.numericType == .decimal
        || (isMark && !word.isEmpty && !(0xFE00...0xFE0F).contains(scalar.value))
      {
        word.append(scalar)
      } else if scalar != "'" && scalar != "’" {
        end()
      }
    }
    end()
    while words.count > 1, words[0].utf8.allSatisfy(\.isASCIIDigit) { words.removeFirst() }
    return words.joined(separator: " ")
  }

  private static let known: [String: Meaning] = {
    var table: [String: Meaning] = [:]
    func add(_ words: String, _ meaning: Meaning) {
      for word in words.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
        table[normalised(String(word))] = meaning
      }
    }
    add(todo, Meaning(status: .todo))
    add(waiting, Meaning(status: .todo, isWaiting: true))
    add(inProgress, Meaning(status: .inProgress))
    add(review, Meaning(status: .review))
    add(done, Meaning(status: .done))
    add(cancelled, Meaning(status: .cancelled))
    return table
  }()

  private static let todo = """
    to do, todo, open, new, backlog, ready, planned, proposed, pending, not started, next, up next, queued, triage
    icebox, someday, later, inbox, draft, idea, reopened, unstarted, selected for development, ready for dev
    ready for development, to be done, planning
    offen, zu erledigen, zu tun, neu, geplant, bereit, entwurf, nicht begonnen
    à faire, a faire, nouveau, ouvert, prêt, planifié, por hacer, pendiente, nuevo, abierto, pendientes
    a fazer, pendente, novo, aberto, da fare, aperto, nuovo, te doen, nieuw, do zrobienia, nowe, otwarte
    att göra, å gjøre, at gøre, k provedení, yapılacak, yapılacaklar
    к выполнению, сделать, новая, новый, открыта, открыто, не начато, до виконання
    待办, 待处理, 未开始, 待辦, 待處理, 未着手, やること, 未対応, 할 일, 할일, 대기
    """
  private static let waiting = """
    blocked, on hold, waiting, paused, hold, stalled, deferred, postponed, parked, needs info, needs more info
    blockiert, wartet, wartend, pausiert, zurückgestellt, bloqué, en attente, bloqueado, bloqueada, en espera
    bloccato, in attesa, geblokkeerd, zablokowane, blockerad, blokeret, blokkert, engellendi
    заблокировано, ожидание, 阻塞, 已阻塞, 暂停, ブロック, 保留, 차단, 보류
    """
  private static let inProgress = """
    in progress, inprogress, doing, wip, work in progress, started, active, ongoing, working, in development
    developing, in implementation, implementing, coding, current, in work
    in arbeit, in bearbeitung, läuft, begonnen, en cours, en progreso, en curso, en proceso, em andamento
    em progresso, in corso, in uitvoering, bezig, mee bezig, w toku, w trakcie, pågående, pågår, i gang, probíhá
    devam ediyor, в работе, в процессе, выполняется, в роботі
    进行中, 進行中, 处理中, 処理中, 作業中, 対応中, 진행 중, 진행중
    """
  private static let review = """
    review, in review, code review, needs review, ready for review, in code review, reviewing, peer review, to review
    testing, in testing, test, qa, in qa, ready for qa, ready for test, ready for testing, verify, verification
    verifying, validation, to verify, awaiting review, waiting for review, waiting for approval, pr, pr open
    pull request, in pr, uat, staging, ready to merge, approval, approved
    in prüfung, prüfung, in überprüfung, im review, im test, in test, en revue, en révision, à vérifier
    en revisión, revisión, em revisão, revisão, in revisione, revisione, w recenzji, granskning, incelemede
    на проверке, ревью, на ревью, проверка, тестирование, 审核中, 评审中, 待审核, 審查中, レビュー, レビュー中, 確認中
    검토, 검토 중, 리뷰
    """
  private static let done = """
    done, complete, completed, closed, finished, resolved, shipped, released, merged, fixed, deployed, delivered
    implemented, verified, live
    fertig, erledigt, abgeschlossen, geschlossen, terminé, terminée, fait, fini, clos, hecho, hecha, completado
    completada, terminado, cerrado, feito, feita, concluído, concluída, fechado, fatto, completato, chiuso
    klaar, gereed, afgerond, gotowe, zrobione, zakończone, klar, klart, färdig, ferdig, færdig, hotovo
    tamamlandı, bitti, готово, сделано, выполнено, завершено, закрыта, закрыто, виконано
    完成, 已完成, 完了, 済, 終了, 已关闭, 완료
    """
  private static let cancelled = """
    scrapped, withdrawn, voided, retired, killed, dismissed, revoked, out of scope, not needed, no longer needed
    wont implement, works as designed, works as intended, cannot reproduce, not reproducible, not a bug
    cancelled, canceled, wont do, wont fix, wontfix, wontdo, will not do, abandoned, dropped, rejected, declined
    duplicate, obsolete, invalid, discarded, superseded, archived, removed, deprecated, not planned, not doing
    closed as not planned, abgebrochen, verworfen, abgelehnt, storniert, annulé, annulée, abandonné, rejeté
    cancelado, cancelada, descartado, rechazado, annullato, geannuleerd, vervallen, anulowane, avbruten, avbrutt
    annulleret, zrušeno, iptal, iptal edildi, отменено, отменена, отклонено, скасовано
    已取消, 取消, キャンセル, 中止, 취소, 취소됨
    """
}

/// What the words for priorities mean.
enum PriorityWords {
  static func meaning(of word: String) -> BoardTask.Priority? {
    switch StatusWords.normalised(word) {
    case "low", "lowest", "minor", "trivial", "p3", "p4", "niedrig", "basse", "baja", "baixa", "bassa", "laag": .low
    case "medium", "normal", "moderate", "mid", "p2", "mittel", "moyenne", "media", "média", "middel": .medium
    case "high", "major", "important", "p1", "hoch", "haute", "alta", "hoog": .high
    case "urgent", "critical", "highest", "blocker", "p0", "immediate", "kritisch", "dringend", "critique", "crítica":
      .urgent
    default: nil
    }
  }
}
