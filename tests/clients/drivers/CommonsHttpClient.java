// SPDX-License-Identifier: MIT
// Commons HttpClient 3: Client.java says what comes in and what goes out.
import java.io.ByteArrayInputStream;
import org.apache.commons.httpclient.HttpClient;
import org.apache.commons.httpclient.HttpMethod;
import org.apache.commons.httpclient.methods.ByteArrayRequestEntity;
import org.apache.commons.httpclient.methods.DeleteMethod;
import org.apache.commons.httpclient.methods.EntityEnclosingMethod;
import org.apache.commons.httpclient.methods.GetMethod;
import org.apache.commons.httpclient.methods.HeadMethod;
import org.apache.commons.httpclient.methods.InputStreamRequestEntity;
import org.apache.commons.httpclient.methods.OptionsMethod;

class CommonsHttpClient {
  /** Content comes with POST and PUT here, as the library has it. */
  static HttpMethod withContent(String[] words) {
    var method = new EntityEnclosingMethod(words[1]) {
      @Override public String getName() {
        return words[0];
      }
    };
    if (words[2].equals("memory")) {
      method.setRequestEntity(new ByteArrayRequestEntity(Client.CONTENT));
    } else {
      method.setRequestEntity(
          new InputStreamRequestEntity(new ByteArrayInputStream(Client.CONTENT)));
      method.setContentChunked(true);
    }
    return method;
  }

  static HttpMethod withoutContent(String[] words) {
    return switch (words[0]) {
      case "GET" -> new GetMethod(words[1]);
      case "HEAD" -> new HeadMethod(words[1]);
      case "DELETE" -> new DeleteMethod(words[1]);
      default -> new OptionsMethod(words[1]);
    };
  }

  public static void main(String[] arguments) throws Exception {
    var client = new HttpClient();
    client.getParams().setSoTimeout(10000);
    Client.serve(words -> {
      var method = words[2].equals("none") ? withoutContent(words) : withContent(words);
      for (int i = 3; i < words.length; i++) {
        String[] field = words[i].split("=", 2);
        method.addRequestHeader(field[0], field[1]);
      }
      try {
        return client.executeMethod(method);
      } finally {
        method.releaseConnection();
      }
    });
  }
}
