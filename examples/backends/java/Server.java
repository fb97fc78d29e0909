import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * A server whose pages need a session. javac *.java, then EDGE_URL=http://127.0.0.1:4000 PORT=3000
 * java Server
 */
public final class Server {
  private static final Map<Integer, String> REFUSALS =
      Map.of(
          401, "Please sign in.",
          403, "Please confirm your second factor.",
          503, "Please try again later.");

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", Server::answer);
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean byPolicy = exchange.getRequestURI().getPath().equals("/policy");
    try (exchange) {
      EdgeSessions.Decision decision =
          byPolicy
              ? EdgeSessions.checkPolicy(exchange.getRequestHeaders())
              : EdgeSessions.checkSession(exchange.getRequestHeaders());
      for (String line : decision.renewedCookies()) {
        exchange.getResponseHeaders().add("Set-Cookie", line);
      }
      String text =
          decision.status() == 200
              ? "Hello " + decision.identityId()
              : REFUSALS.get(decision.status());
      byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(decision.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
