package studio.atelier.gateway;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service behind the gateway that fails as each request's {@link #FAULT} header says; without the header it reads the
 * body and answers 200. It uses plain sockets, because a server library does not allow such faults.
 */
final class FaultyService implements AutoCloseable {

    static final String FAULT = "X-Fault";

    /** The delay of {@link Fault#LATE}. */
    static final int LATE_MILLIS = 1200;

    private final ServerSocket server;
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private volatile CountDownLatch release = new CountDownLatch(1);

    private FaultyService(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::acceptAll);
    }

    static FaultyService start() {
        try {
            return new FaultyService(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Methods and paths of the received requests. */
    Queue<String> seen() {
        return seen;
    }

    /** Requests that wait for {@link #letGo}. */
    int held() {
        return held.get();
    }

    /** The number of endless responses that the gateway has cancelled. */
    int brokenOff() {
        return brokenOff.get();
    }

    /** Answers the held requests. */
    void letGo() {
        CountDownLatch before = release;
        release = new CountDownLatch(1);
        before.countDown();
    }

    @Override
    public void close() {
        letGo();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (answer(socket, readHead(socket.getInputStream()))) {
                // the connection is kept
            }
        } catch (IOException | InterruptedException e) {
            // the gateway has closed the connection
        }
    }

    private boolean answer(Socket socket, String head) throws IOException, InterruptedException {
        String[] line = head.split(" ", 3);
        seen.add(line[0] + " " + line[1]);
        readBody(socket.getInputStream(), head);
        Fault fault = Fault.valueOf(headerOf(head, FAULT, Fault.NONE.name()));
        switch (fault) {
            case RESET -> reset(socket);
            case BROKEN_HEAD -> {
                write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n");
                reset(socket);
            }
            case BROKEN_BODY -> {
                write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nbeginning");
                // Lets the data sent so far arrive before the connection ends.
                socket.shutdownOutput();
            }
            case SILENT -> socket.getInputStream().readAllBytes();
            case LATE -> {
                Thread.sleep(LATE_MILLIS);
                write(socket, ok("{}"));
            }
            case HELD -> {
                CountDownLatch until = release;
                held.incrementAndGet();
                try {
                    until.await();
                } finally {
                    held.decrementAndGet();
                }
                write(socket, ok("{}"));
            }
            case ENDLESS -> writeWithoutEnd(socket);
            case EMPTY_500 -> write(socket, "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
            case HTML_404 ->
                write(
                        socket,
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 10\r\n\r\n<p>no</p>\n");
            case BUSY ->
                write(
                        socket,
                        "HTTP/1.1 503 Busy\r\nContent-Type: application/problem+json\r\nRetry-After: 7\r\n"
                                + "Content-Length: 25\r\n\r\n{\"code\":\"QUEUE_TOO_LONG\"}");
            case NONE -> write(socket, ok("{}"));
        }
        return !socket.isClosed() && !socket.isOutputShutdown();
    }

    private void writeWithoutEnd(Socket socket) throws IOException {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 1000000000\r\n\r\n");
        try {
            byte[] part = new byte[8192];
            while (true) {
                socket.getOutputStream().write(part);
            }
        } finally {
            brokenOff.incrementAndGet();
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static void readBody(InputStream in, String head) throws IOException {
        if (headerOf(head, "Transfer-Encoding", "").equals("chunked")) {
            int size;
            do {
                size = Integer.parseInt(readLine(in), 16);
                in.readNBytes(size);
                readLine(in);
            } while (size > 0);
        } else {
            in.readNBytes(Integer.parseInt(headerOf(head, "Content-Length", "0")));
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String headerOf(String head, String name, String otherwise) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    /** The faults in place of an answer 200. */
    enum Fault {
        NONE,
        /** Resets the connection. */
        RESET,
        /** Resets the connection after the head of the response. */
        BROKEN_HEAD,
        /** Closes the connection in the middle of the response. */
        BROKEN_BODY,
        /** Never answers. */
        SILENT,
        /** Answers late. */
        LATE,
        /** Answers after {@link #letGo}. */
        HELD,
        /** Answers until the gateway closes the connection. */
        ENDLESS,
        EMPTY_500,
        HTML_404,
        /** Refuses the request with its own problem details. */
        BUSY
    }
}
