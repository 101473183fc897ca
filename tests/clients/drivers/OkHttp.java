// SPDX-License-Identifier: MIT
// OkHttp: Client.java says what comes in and what goes out.
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;

class OkHttp {
  /** What can be read once; its length is not said. */
  static RequestBody once() {
    var in = new ByteArrayInputStream(Client.CONTENT);
    return new RequestBody() {
      @Override public MediaType contentType() {
        return null;
      }
      @Override public void writeTo(BufferedSink sink) throws IOException {
        sink.writeAll(Okio.source(in));
      }
    };
  }

  static RequestBody content(String kind, String method) {
    if (kind.equals("memory")) return RequestBody.create(null, Client.CONTENT);
    if (kind.equals("stream")) return once();
    // OkHttp wants content for these.
    return method.matches("POST|PUT|PATCH") ? RequestBody.create(null, new byte[0]) : null;
  }

  public static void main(String[] arguments) throws Exception {
    var client = new OkHttpClient.Builder().readTimeout(10, TimeUnit.SECONDS).build();
    Client.serve(words -> {
      var request = new Request.Builder().url(words[1]).method(words[0], content(words[2], words[0]));
      for (int i = 3; i < words.length; i++) {
        String[] field = words[i].split("=", 2);
        request.header(field[0], field[1]);
      }
      try (var answer = client.newCall(request.build()).execute()) {
        return answer.code();
      }
    });
  }
}
