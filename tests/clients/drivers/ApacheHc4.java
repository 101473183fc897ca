// SPDX-License-Identifier: MIT
// Apache HttpClient 4, NAME apache-hc4 or apache-hc4-lax: Client.java says what comes in and what
// goes out.
import java.io.ByteArrayInputStream;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.apache.http.util.EntityUtils;

class ApacheHc4 {
  public static void main(String[] arguments) throws Exception {
    var builder = HttpClients.custom().setDefaultRequestConfig(
        RequestConfig.custom().setSocketTimeout(10000).build());
    if (arguments[0].endsWith("-lax")) builder.setRedirectStrategy(new LaxRedirectStrategy());
    var client = builder.build();
    Client.serve(words -> {
      var request = RequestBuilder.create(words[0]).setUri(words[1]);
      if (words[2].equals("memory")) request.setEntity(new ByteArrayEntity(Client.CONTENT));
      if (words[2].equals("stream")) {
        request.setEntity(new InputStreamEntity(new ByteArrayInputStream(Client.CONTENT)));
      }
      for (int i = 3; i < words.length; i++) {
        String[] field = words[i].split("=", 2);
        request.addHeader(field[0], field[1]);
      }
      try (var answer = client.execute(request.build())) {
        EntityUtils.consume(answer.getEntity());
        return answer.getStatusLine().getStatusCode();
      }
    });
  }
}
