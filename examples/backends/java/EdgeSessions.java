import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks the edge whose session a request carries. It needs nothing but the JDK. */
final class EdgeSessions {
  private static final String SESSION_COOKIE = "ory_kratos_session";
  private static final String EDGE = System.getenv("EDGE_URL");

  // It follows no redirect unless it is told to: a redirect is no answer to a check.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private EdgeSessions() {}

  /** What to answer: 200, 401, 403, or 503 where the edge gave no answer that counts. Only a 200 says who it is. */
  record Decision(int status, String identityId, List<String> renewedCookies) {}

  /** Whose session a request carries. */
  static Decision checkSession(Map<String, List<String>> headers) throws InterruptedException {
    return decide(headers, "/sessions/whoami", "X-Kratos-Authenticated-Identity-Id");
  }

  /** Who a request is from, if the edge's policy "app" lets it through. */
  static Decision checkPolicy(Map<String, List<String>> headers) throws InterruptedException {
    return decide(headers, "/edge-sessions/authorize/app", "X-User-Id");
  }

  private static Decision decide(Map<String, List<String>> headers, String path, String idHeader)
      throws InterruptedException {
    // The edge answers 504 after 5 s, so this is longer.
    var check = HttpRequest.newBuilder(URI.create(EDGE + path)).timeout(Duration.ofSeconds(6));
    // The credentials of the request, and nothing else of it.
    for (var name : List.of("Cookie", "X-Session-Token", "Authorization")) {
      for (var value : headers.getOrDefault(name, List.of())) check.header(name, value);
    }
    try {
      HttpResponse<Void> answer = CLIENT.send(check.build(), BodyHandlers.discarding());
      int status = answer.statusCode();
      var id = answer.headers().firstValue(idHeader);
      if (status == 200 && id.isPresent()) {
        var cookies = answer.headers().allValues("Set-Cookie").stream();
        return new Decision(
            200, id.get(), cookies.filter(line -> line.startsWith(SESSION_COOKIE + "=")).toList());
      }
      return new Decision(status == 401 || status == 403 ? status : 503, null, List.of());
    } catch (IOException noAnswer) {
      return new Decision(503, null, List.of());
    }
  }
}
