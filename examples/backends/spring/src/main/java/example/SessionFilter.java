package example;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request through only if the edge says whose session it carries. */
@Component
class SessionFilter extends OncePerRequestFilter {
  static final String IDENTITY_ID = "identityId";
  private static final String SESSION_COOKIE = "ory_kratos_session";

  // It follows no redirect unless it is told to: a redirect is no answer to a check.
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final URI check;
  private final String identityHeader;

  SessionFilter(
      @Value("${edge.url}") String url,
      @Value("${edge.path:/sessions/whoami}") String path,
      @Value("${edge.identity-header:X-Kratos-Authenticated-Identity-Id}") String identityHeader) {
    this.check = URI.create(url + path);
    this.identityHeader = identityHeader;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpResponse<Void> answer;
    try {
      answer = client.send(checkOf(request), BodyHandlers.discarding());
    } catch (IOException noAnswer) {
      response.sendError(503);
      return;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      response.sendError(503);
      return;
    }
    int status = answer.statusCode();
    var id = answer.headers().firstValue(identityHeader);
    if (status != 200 || id.isEmpty()) {
      response.sendError(status == 401 || status == 403 ? status : 503);
      return;
    }
    for (var line : answer.headers().allValues("Set-Cookie")) {
      // The session was extended, and the browser gets its new cookie.
      if (line.startsWith(SESSION_COOKIE + "=")) response.addHeader("Set-Cookie", line);
    }
    request.setAttribute(IDENTITY_ID, id.get());
    chain.doFilter(request, response);
  }

  /** The credentials of a request, and nothing else of it. */
  private HttpRequest checkOf(HttpServletRequest request) {
    // The edge answers 504 after 5 s, so this is longer.
    var builder = HttpRequest.newBuilder(check).timeout(Duration.ofSeconds(6));
    for (var name : List.of("Cookie", "X-Session-Token", "Authorization")) {
      for (var value : Collections.list(request.getHeaders(name))) builder.header(name, value);
    }
    return builder.build();
  }
}
