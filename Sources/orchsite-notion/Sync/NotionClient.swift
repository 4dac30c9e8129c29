import Bytes
import Foundation
import Notion

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Why the service did not do what was asked, or why nobody knows whether it did.
enum NotionError: Error {
  /// It said no: nothing was done.
  case refused(status: Int, code: String, message: String)
  /// Somebody else changed the same thing at the same time.
  case conflict(String)
  /// No answer, or one that says nothing: it may have been done.
  case uncertain(String)
  /// It was not reached: nothing was done.
  case unreachable(String)
  /// What is in Notion is not as it has to be for anything to be written.
  case blocked(String, help: String)

  /// Whether there is no sense in going on with anything.
  var isFatal: Bool {
    switch self {
    case .refused(let status, _, _): status == 401 || status == 403
    case .unreachable, .blocked: true
    case .conflict, .uncertain: false
    }
  }

  var isMissing: Bool { if case .refused(404, _, _) = self { true } else { false } }

  var words: String {
    switch self {
    case .refused(let status, let code, let message): "\(status) \(code): \(message)"
    case .conflict(let message): "409 conflict_error: \(message)"
    case .uncertain(let reason), .unreachable(let reason), .blocked(let reason, _): reason
    }
  }
}

/// The one place that talks to the service. It keeps the pace, repeats what may be repeated, and knows the token.
final class NotionClient {
  struct Settings {
    var address: URL
    var token: String
    /// Requests a second, on average; none where it is 0.
    var pace = 2.5
    /// Seconds before the first repetition; twice as long before each further one.
    var backoff = 1.0
    /// Seconds without an answer.
    var timeout = 60.0
  }

  private let settings: Settings
  private let session: URLSession
  private var next = ContinuousClock.now
  /// Requests so far, repetitions included.
  private(set) var count = 0
  /// Those of these that may have changed something.
  private(set) var writes = 0
  /// Told when it waits for long.
  var wait: (String) -> Void = { _ in }

  private static let tries = 5
  private static let longest = 60.0

  init(_ settings: Settings) {
    self.settings = settings
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = settings.timeout
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    session = URLSession(configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
  }

  /// Sends something and gives the answer.
  ///
  /// - Parameters:
  ///   - path: behind `/v1`.
  ///   - isReading: whether it changes nothing and so may be repeated, whatever came of it.
  func send(
    _ method: Request.Method, _ path: String, _ body: [UInt8]? = nil, isReading: Bool = false,
    contentType: String = "application/json"
  ) async throws(NotionError) -> JSONValue {
    let isReading = isReading || method == .get
    var pause = settings.backoff
    for attempt in 1... {
      let isLast = attempt == Self.tries
      var problem: NotionError
      do throws(NotionError) {
        return try await once(method, path, body, isReading, contentType)
      } catch {
        problem = error
      }
      switch problem {
      case .refused(429, _, _), .refused(529, _, _):
        guard !isLast else { throw problem }
        let asked = retryAfter.map { $0 + 0.25 } ?? pause
        if asked > 5 { wait("Notion asks to wait \(Int(asked.rounded(.up))) s") }
        await Self.sleep(asked)
      case .unreachable:
        guard !isLast else { throw problem }
        await Self.sleep(pause)
      case .conflict, .uncertain:
        // Who wrote has to look first.
        guard isReading, !isLast else {
          if !isReading { await Self.sleep(pause) }
          throw problem
        }
        await Self.sleep(pause)
      case .refused, .blocked: throw problem
      }
      pause = min(pause * 2, Self.longest)
    }
    throw .unreachable("no answer")
  }

  /// Waits as long as before a first repetition.
  func pause() async { await Self.sleep(settings.backoff) }

  /// What the last answer asked to wait, in seconds.
  private var retryAfter: Double?

  private func once(
    _ method: Request.Method, _ path: String, _ body: [UInt8]?, _ isReading: Bool, _ contentType: String
  ) async throws(NotionError) -> JSONValue {
    await keepPace()
    guard let url = URL(string: "v1\(path)", relativeTo: settings.address) else {
      throw .refused(status: 0, code: "path", message: "\(path) is no path")
    }
    var request = URLRequest(url: url)
    request.httpMethod = method.rawValue
    request.timeoutInterval = settings.timeout
    request.setValue("Bearer \(settings.token)", forHTTPHeaderField: "Authorization")
    request.setValue(Export.apiVersion, forHTTPHeaderField: "Notion-Version")
    if let body {
      request.setValue(contentType, forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(body)
    }
    count += 1
    if !isReading { writes += 1 }
    retryAfter = nil
    let (data, response): (Data, URLResponse)
    do {
      (data, response) = try await session.data(for: request)
    } catch let error as URLError {
      switch error.code {
      case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet:
        throw .unreachable("\(settings.address.host ?? "Notion") cannot be reached")
      case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
        .serverCertificateHasUnknownRoot:
        throw .unreachable("\(settings.address.host ?? "Notion") cannot be trusted: its certificate is not good")
      case .timedOut: throw .uncertain("no answer within \(Int(settings.timeout)) s")
      default: throw .uncertain("the connection was lost")
      }
    } catch {
      throw .uncertain("the connection was lost")
    }
    guard let response = response as? HTTPURLResponse else { throw .uncertain("the answer is none of HTTP") }
    return try answer(response, data)
  }

  private func answer(_ response: HTTPURLResponse, _ data: Data) throws(NotionError) -> JSONValue {
    let json = JSONValue(parsing: Array(data))
    let status = response.statusCode
    if (200..<300).contains(status) {
      guard let json else { throw .uncertain("the answer is no JSON") }
      return json
    }
    let code = redacted(json?["code"]?.text ?? "http_error")
    let message = redacted(json?["message"]?.text ?? "without a word")
    switch status {
    case 409: throw .conflict(message)
    case 429, 529:
      retryAfter = response.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init).map { max(0, min($0, 3_600)) }
      throw .refused(status: status, code: code, message: message)
    case 500...599: throw .uncertain("\(status) \(code): \(message)")
    default: throw .refused(status: status, code: code, message: message)
    }
  }

  /// The token is said nowhere, even where the service says it.
  private func redacted(_ text: String) -> String {
    text.split(separator: settings.token, omittingEmptySubsequences: false).joined(separator: "…")
  }

  private func keepPace() async {
    guard settings.pace > 0 else { return }
    let now = ContinuousClock.now
    if next > now { try? await Task.sleep(until: next, clock: .continuous) }
    next = max(next, now) + .seconds(1 / settings.pace)
  }

  private static func sleep(_ seconds: Double) async {
    if seconds > 0 { try? await Task.sleep(for: .seconds(seconds)) }
  }
}

/// The token goes to the address that it is for, and not where that one points.
private final class NoRedirects: NSObject, URLSessionTaskDelegate {
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}

extension NotionClient {
  /// All items of a list that comes in pages.
  func list(_ path: String) async throws(NotionError) -> [JSONValue] {
    var items: [JSONValue] = []
    var cursor: String?
    repeat {
      let mark = cursor.map { "&start_cursor=\($0.percentEncoded())" } ?? ""
      let page = try await send(.get, "\(path)?page_size=100\(mark)")
      items += page["results"]?.items ?? []
      cursor = page["has_more"]?.flag == true ? page["next_cursor"]?.text : nil
    } while cursor != nil
    return items
  }
}
