package example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A server whose pages need a session. EDGE_URL=http://127.0.0.1:4000 java -jar target/backend.jar */
@SpringBootApplication
@RestController
public class Application {
  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  @RequestMapping("/")
  String hello(@RequestAttribute(SessionFilter.IDENTITY_ID) String identityId) {
    return "Hello " + identityId + "\n";
  }
}
