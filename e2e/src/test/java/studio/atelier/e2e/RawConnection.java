package studio.atelier.e2e;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection that sends requests byte by byte as given: other clients refuse to send malformed ones. */
final class RawConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final InetSocketAddress address;
    private Socket socket = new Socket();
    private InputStream input = InputStream.nullInputStream();
    private boolean open;

    RawConnection(URI base) {
        this.address = new InetSocketAddress(base.getHost(), base.getPort());
    }

    /**
     * Sends a request and waits for the response. Reconnects if the server closed the connection after the previous
     * request.
     *
     * @throws IOException if there is no response within 20 s or the connection is closed before it
     */
    Http.Answer send(byte[] request) throws IOException {
        boolean fresh = !open;
        try {
            return exchange(request);
        } catch (IOException lost) {
            close();
            if (fresh) {
                throw lost;
            }
            return exchange(request);
        }
    }

    private Http.Answer exchange(byte[] request) throws IOException {
        if (!open) {
            socket = new Socket();
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(address, TIMEOUT_MILLIS);
            input = new BufferedInputStream(socket.getInputStream());
            open = true;
        }
        socket.getOutputStream().write(request);
        Http.Answer answer = readAnswer();
        if ("close".equalsIgnoreCase(answer.headers().get("Connection"))) {
            close();
        }
        return answer;
    }

    private Http.Answer readAnswer() throws IOException {
        String line = readLine();
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return status < 200 ? readAnswer() : new Http.Answer(status, headers, readBody(status, headers));
    }

    private byte[] readBody(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if ("chunked".equals(headers.getOrDefault("Transfer-Encoding", "").toLowerCase(Locale.ROOT))) {
            return readChunks();
        }
        String length = headers.get("Content-Length");
        return length == null ? input.readAllBytes() : input.readNBytes(Integer.parseInt(length));
    }

    private byte[] readChunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.append(new String(input.readNBytes(size), StandardCharsets.ISO_8859_1));
            readLine();
        }
        readLine();
        return body.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new EOFException("The connection was closed in the middle of an answer, or before it");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        open = false;
        socket.close();
    }
}
