package studio.atelier.generation.upload.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.TestPeople.somebody;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestPeople;
import studio.atelier.generation.TestStore;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.platform.test.BufferLeakWatch;

/** Broken, refused and abandoned bodies over real connections leak neither memory nor files. */
@PictureServiceTest
class BrokenUploadIT {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MANY = Integer.getInteger("atelier.test.broken-uploads", 45);
    private static final int FEW = 8;
    private static final int CLIENTS = 8;
    /** One chunk more of the allocator; the uploads would leave hundreds of megabytes. */
    private static final long FLAT_BYTES = 2L << 20;

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(BrokenUploadIT.class);
    private static final byte[] PHOTO = PictureFixtures.padded(PictureFixtures.jpeg(160, 120), 400_000);

    @Autowired
    TestPeople people;

    @Autowired
    TestStore store;

    @LocalServerPort
    int port;

    @RegisterExtension
    private final BufferLeakWatch leaks = new BufferLeakWatch();

    @Test
    void leaveNoMemoryAndNoFilesBehind() {
        List<Kind> kinds = List.of(
                new Kind(
                        "no closing boundary",
                        MANY,
                        Set.of("400"),
                        () -> answerTo(whole(part("me.jpg", "image/jpeg", PHOTO)))),
                new Kind("cut in a part's headers", MANY, Set.of("400"), () -> answerTo(whole(cutInHeaders()))),
                new Kind("no boundary at all", MANY, Set.of("400"), () -> answerTo(whole(PHOTO))),
                new Kind(
                        "wrong type",
                        MANY,
                        Set.of("415"),
                        () -> answerTo(whole(closed(part("me.txt", "text/plain", PHOTO))))),
                new Kind("hung up", MANY, Set.of("gone"), () -> hangUpOn(half(), false)),
                new Kind("reset", MANY, Set.of("gone"), () -> hangUpOn(half(), true)),
                new Kind("broken chunk", MANY, Set.of("400", "reset"), () -> answerTo(brokenChunk())),
                new Kind(
                        "far too large",
                        FEW,
                        Set.of("413"),
                        () -> answerTo(whole(part("me.jpg", "image/jpeg", new byte[11 << 20])))),
                new Kind("stalled", FEW, Set.of("408"), () -> answerTo(half())));
        kinds.forEach(this::send); // fills the allocator's pools
        long before = directBytes();

        Map<String, Map<String, Long>> report = new TreeMap<>();
        for (Kind kind : kinds) {
            report.put(kind.name, send(kind));
        }
        long after = directBytes();
        LOG.info("Broken uploads: {}; direct memory before {}, after {}", report, before, after);
        assertThat(after - before).isLessThanOrEqualTo(FLAT_BYTES);
        assertThat(leaks.findLostBuffers()).isEmpty();
        kinds.forEach(
                kind -> assertThat(report.get(kind.name).keySet()).as(kind.name).isSubsetOf(kind.expected));
        assertThat(store.temporaryFiles()).isEmpty();
    }

    private Map<String, Long> send(Kind kind) {
        Scheduler threads = Schedulers.newBoundedElastic(CLIENTS, kind.times, "clients");
        try {
            return Flux.range(0, kind.times)
                    .flatMap(i -> Mono.fromCallable(kind.client).subscribeOn(threads), CLIENTS)
                    .collect(TreeMap<String, Long>::new, (counts, answer) -> counts.merge(answer, 1L, Long::sum))
                    .block(LIMIT);
        } finally {
            threads.dispose();
        }
    }

    private String answerTo(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            sendAll(socket, request);
            socket.setSoTimeout(20_000);
            return statusOf(socket.getInputStream());
        }
    }

    private static void sendAll(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // the server has answered and closed; its response can still be read
        }
    }

    private static String statusOf(InputStream answer) {
        try {
            byte[] start = answer.readNBytes(12);
            return start.length < 12 ? "none" : new String(start, 9, 3, ISO_8859_1);
        } catch (IOException e) {
            return "reset";
        }
    }

    private String hangUpOn(byte[] request, boolean reset) throws IOException {
        try (Socket socket = connect()) {
            sendAll(socket, request);
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        }
        return "gone";
    }

    private Socket connect() throws IOException {
        return new Socket("localhost", port);
    }

    private byte[] whole(byte[] body) {
        return PictureFixtures.concat(head("Content-Length: " + body.length), body);
    }

    /** Declares twice the length that it sends. */
    private byte[] half() {
        byte[] body = part("me.jpg", "image/jpeg", PHOTO);
        return PictureFixtures.concat(head("Content-Length: " + 2 * body.length), body);
    }

    private byte[] brokenChunk() {
        byte[] body = part("me.jpg", "image/jpeg", PHOTO);
        byte[] chunked = PictureFixtures.concat(
                (Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1),
                body,
                "\r\nzz\r\n".getBytes(ISO_8859_1));
        return PictureFixtures.concat(head("Transfer-Encoding: chunked"), chunked);
    }

    private byte[] head(String length) {
        return ("POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + people.tokenOf(somebody()) + "\r\nContent-Type: multipart/form-data; boundary=x\r\n" + length
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private static byte[] part(String name, String type, byte[] content) {
        String head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: " + type + "\r\n\r\n";
        return PictureFixtures.concat(head.getBytes(ISO_8859_1), content);
    }

    private static byte[] closed(byte[] part) {
        return PictureFixtures.concat(part, "\r\n--x--\r\n".getBytes(ISO_8859_1));
    }

    private static byte[] cutInHeaders() {
        byte[] part = part("me.jpg", "image/jpeg", new byte[0]);
        return PictureFixtures.concat(
                part("me.jpg", "image/jpeg", PHOTO), "\r\n".getBytes(ISO_8859_1), Arrays.copyOf(part, 40));
    }

    private static long directBytes() {
        System.gc();
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private record Kind(String name, int times, Set<String> expected, Callable<String> client) {

        Kind scaled(int most) {
            return new Kind(name, Math.min(times, most), expected, client);
        }
    }
}
