// Java: `java Upload HttpClient|HttpURLConnection URL CASE RUNS`. Both hold content back behind
// Expect; neither tells of a 100. cases.py has the cases and how a client reports.
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;

public class Upload {
    static final int EXPECT_BYTES = 1 << 20;
    static final int LARGE_BYTES = 32 << 20;
    static final int SLOW_BYTES = 4 << 20;
    static final int SMALL_BYTES = 1000;
    static final int PIECE_BYTES = 64 << 10;
    static final int PATIENCE_MS = 60_000;
    static final long AT_ONCE_NS = 5_000_000_000L;

    interface Client {
        /** Raises what went wrong. */
        void run(String name, String url) throws Exception;
    }

    static void check(int status, String location) throws IOException {
        if (status != 307 || location == null || !location.endsWith("/upload")) {
            throw new IOException(status + " with Location " + location);
        }
    }

    /** Content of so many bytes, in pieces, with a pause before each. */
    static InputStream content(int size, int pauseMs) {
        return new InputStream() {
            private int left = size;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int limit) throws IOException {
                if (left == 0) return -1;
                int ofThisPiece = left % PIECE_BYTES;
                if (ofThisPiece == 0) {
                    pause(pauseMs);
                    ofThisPiece = Math.min(PIECE_BYTES, left);
                }
                int count = Math.min(limit, ofThisPiece);
                Arrays.fill(into, offset, offset + count, (byte) 'u');
                left -= count;
                return count;
            }
        };
    }

    static void pause(int ms) throws IOException {
        try {
            if (ms > 0) Thread.sleep(ms);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    static class NewClient implements Client {
        // One client, as its manual says; it pools connections.
        private final HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).build();

        private void post(String url, BodyPublisher content, boolean expect) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(url + "/upload"))
                    .expectContinue(expect).timeout(Duration.ofMillis(PATIENCE_MS))
                    .POST(content).build();
            var answer = client.send(request, BodyHandlers.ofString());
            check(answer.statusCode(), answer.headers().firstValue("Location").orElse(null));
        }

        private BodyPublisher bytes(int size) {
            return BodyPublishers.ofByteArray(new byte[size]);
        }

        private BodyPublisher stream(int size, int pauseMs) {
            return BodyPublishers.ofInputStream(() -> content(size, pauseMs));
        }

        @Override
        public void run(String name, String url) throws Exception {
            switch (name) {
                case "expect" -> post(url, bytes(EXPECT_BYTES), true);
                case "length" -> post(url, bytes(LARGE_BYTES), false);
                case "chunked" -> post(url, stream(LARGE_BYTES, 0), false);
                case "slow" -> post(url, stream(SLOW_BYTES, 10), false);
                default -> {
                    for (int i = 0; i < 2; ++i) {
                        post(url, bytes(SMALL_BYTES), false);
                    }
                }
            }
        }
    }

    static class OldClient implements Client {
        /** A size of -1 is chunked. */
        private void post(String url, InputStream content, int size, boolean expect)
                throws Exception {
            var connection = (HttpURLConnection) new URL(url + "/upload").openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setReadTimeout(PATIENCE_MS);
            if (expect) connection.setRequestProperty("Expect", "100-continue");
            if (size < 0) {
                connection.setChunkedStreamingMode(PIECE_BYTES);
            } else {
                connection.setFixedLengthStreamingMode(size);
            }
            try (OutputStream out = connection.getOutputStream()) {
                content.transferTo(out);
            } catch (ProtocolException refused) {
                if (!expect) throw refused;
                // How it says that a final answer came to Expect. It has the head, nothing more.
                check(connection.getResponseCode(), connection.getHeaderField("Location"));
                return;
            }
            check(connection.getResponseCode(), connection.getHeaderField("Location"));
            try (InputStream in = connection.getInputStream()) {
                in.readAllBytes();
            }
        }

        @Override
        public void run(String name, String url) throws Exception {
            switch (name) {
                case "expect" -> post(url, content(EXPECT_BYTES, 0), EXPECT_BYTES, true);
                case "length" -> post(url, content(LARGE_BYTES, 0), LARGE_BYTES, false);
                case "chunked" -> post(url, content(LARGE_BYTES, 0), -1, false);
                case "slow" -> post(url, content(SLOW_BYTES, 10), SLOW_BYTES, false);
                default -> {
                    for (int i = 0; i < 2; ++i) {
                        post(url, content(SMALL_BYTES, 0), SMALL_BYTES, false);
                    }
                }
            }
        }
    }

    static String outcome(Client client, String name, String url) {
        long begin = System.nanoTime();
        try {
            client.run(name, url);
        } catch (Exception error) {
            return error.toString().replace('\n', ' ');
        }
        boolean late = name.equals("expect") && System.nanoTime() - begin > AT_ONCE_NS;
        return late ? "307, but late" : "307";
    }

    public static void main(String[] arguments) {
        Client client = arguments[0].equals("HttpClient") ? new NewClient() : new OldClient();
        int runs = Integer.parseInt(arguments[3]);
        for (int i = 0; i < runs; ++i) {
            System.out.println(outcome(client, arguments[2], arguments[1]));
        }
        System.exit(0);
    }
}
