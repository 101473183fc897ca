// SPDX-License-Identifier: MIT
// Apache HttpClient 5: Client.java says what comes in and what goes out.
import java.io.ByteArrayInputStream;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

class ApacheHc5 {
  public static void main(String[] arguments) throws Exception {
    var client = HttpClients.createDefault();
    Client.serve(words -> {
      var request = ClassicRequestBuilder.create(words[0]).setUri(words[1]);
      if (words[2].equals("memory")) request.setEntity(new ByteArrayEntity(Client.CONTENT, null));
      if (words[2].equals("stream")) {
        request.setEntity(
            new InputStreamEntity(new ByteArrayInputStream(Client.CONTENT), -1, null));
      }
      for (int i = 3; i < words.length; i++) {
        String[] field = words[i].split("=", 2);
        request.addHeader(field[0], field[1]);
      }
      return client.execute(request.build(), answer -> {
        EntityUtils.consume(answer.getEntity());
        return answer.getCode();
      });
    });
  }
}
