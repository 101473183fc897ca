// SPDX-License-Identifier: MIT
// Client NAME: words divided by tabs in (method, URL, content, then fields as NAME=VALUE), a
// request made; a line of JSON out, how it ended. The clients of libraries have files of their own
// beside this one, which use serve().
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

class Client {
  interface Sender {
    /** Makes the request; the status of the answer. */
    int send(String[] words) throws Exception;
  }

  static final byte[] CONTENT =
      "{\"text\": \"as it is in RAM\"}".getBytes(StandardCharsets.UTF_8);

  static BodyPublisher content(String kind) {
    if (kind.equals("memory")) return BodyPublishers.ofByteArray(CONTENT);
    if (kind.equals("stream")) {
      var once = new ByteArrayInputStream(CONTENT);
      return BodyPublishers.ofInputStream(() -> once);
    }
    return BodyPublishers.noBody();
  }

  static int withHttpClient(String[] words, HttpClient.Redirect redirect) throws Exception {
    HttpClient client = HttpClient.newBuilder().followRedirects(redirect)
        .version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(words[1]))
        .timeout(Duration.ofSeconds(10)).method(words[0], content(words[2]));
    for (int i = 3; i < words.length; i++) {
      String[] field = words[i].split("=", 2);
      request.header(field[0], field[1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  static int withUrlConnection(String[] words) throws Exception {
    var connection = (HttpURLConnection) new URL(words[1]).openConnection();
    connection.setRequestMethod(words[0]);
    connection.setReadTimeout(10000);
    for (int i = 3; i < words.length; i++) {
      String[] field = words[i].split("=", 2);
      connection.setRequestProperty(field[0], field[1]);
    }
    if (!words[2].equals("none")) {
      connection.setDoOutput(true);
      if (words[2].equals("stream")) connection.setChunkedStreamingMode(64);
      try (var out = connection.getOutputStream()) {
        out.write(CONTENT);
      }
    }
    int status = connection.getResponseCode();
    var in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (in != null) in.readAllBytes();
    return status;
  }

  static void serve(Sender sender) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null;) {
      String[] words = line.split("\t", -1);
      try {
        int status = sender.send(words);
        System.out.println("{\"status\": " + status + "}");
      } catch (Exception error) {
        String text = String.valueOf(error).replaceAll("[^ -!#-\\[\\]-~]", " ");
        System.out.println("{\"error\": \"" + text + "\"}");
      }
      System.out.flush();
    }
  }

  public static void main(String[] arguments) throws Exception {
    serve(switch (arguments[0]) {
      case "java-HttpURLConnection" -> Client::withUrlConnection;
      case "java-httpclient-ALWAYS" -> words -> withHttpClient(words, HttpClient.Redirect.ALWAYS);
      default -> words -> withHttpClient(words, HttpClient.Redirect.NORMAL);
    });
  }
}
