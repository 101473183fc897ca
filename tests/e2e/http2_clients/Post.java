// Java's HttpClient over HTTP/2: Post URL CASE; ../http2_clients_test.py says what is printed.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

public class Post {
  static final int FOLLOW_BYTES = 100_000;
  static final int EARLY_BYTES = 10_000_000;

  /** The certificate is a test's own; "extended", so that its host is not looked at either. */
  static class TrustsAll extends X509ExtendedTrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}
    public void checkServerTrusted(X509Certificate[] chain, String type) {}
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}
    public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
  }

  public static void main(String[] arguments) throws Exception {
    boolean early = arguments[1].equals("early");
    byte[] content = new byte[early ? EARLY_BYTES : FOLLOW_BYTES];
    Arrays.fill(content, (byte) 'u');
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new TrustsAll()}, null);
    HttpClient client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_2)
        .sslContext(tls)
        .followRedirects(early ? HttpClient.Redirect.NEVER : HttpClient.Redirect.ALWAYS)
        .build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]))
        .timeout(Duration.ofSeconds(60))
        .expectContinue(arguments[1].equals("expect"))
        .POST(HttpRequest.BodyPublishers.ofByteArray(content))
        .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      System.out.println(answer.statusCode() + " " + (early ? "" : answer.body()));
    } catch (Exception e) {
      System.out.println("error: " + e);
    }
    System.exit(0); // its threads go on
  }
}
