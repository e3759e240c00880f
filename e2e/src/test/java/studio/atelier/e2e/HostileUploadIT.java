package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import studio.atelier.local.process.Tool;
import studio.atelier.local.stack.ProcessMark;

/**
 * Many broken, hostile and odd uploads, the same in each run: each gets a response, none of them 5xx, no process ends,
 * and memory use returns to its level before. {@code -Datelier.e2e.hostile-uploads=10000} sends that many, which takes
 * minutes.
 */
@WholeStack
class HostileUploadIT {

    private static final System.Logger log = System.getLogger(HostileUploadIT.class.getName());

    private static final int UPLOADS = Integer.getInteger("atelier.e2e.hostile-uploads", 200);

    /** Uploads before the first memory measurement: until then pools and caches grow. */
    private static final int WARM_UP = 150;

    private static final long SEED = 20_261_129L;

    /** Fewer than {@link WholeStack} allows to wait, so that none is refused for lack of capacity. */
    private static final int SENDERS = 3;

    /** Fewer than the unused uploads that one user may have. */
    private static final int EACH_PERSON = 40;

    private static final double DIRECT_GROWTH_MIB = 16;
    private static final double HEAP_GROWTH_MIB = 64;
    /** One upload in this many is a large picture file, which takes a second of processor time. */
    private static final int LARGE_EVERY = 50;

    private static final int SIZE_LIMIT = 5 << 20;
    private static final List<String> RECEIVERS = List.of("gateway-service", "generation-service");
    private static final String NO_ANSWER = "none";
    private static final Path PICTURES = Path.of("generation-service/src/test/resources/pictures");

    /** Small files of each format and with each oddity; the test changes their bytes. */
    private static final List<String> SMALL = List.of(
            "quarters.webp",
            "window.webp",
            "cases/base.png",
            "cases/icc_p3.png",
            "cases/icc_p3.jpg",
            "cases/cmyk_noadobe_inverted.jpg",
            "cases/pixel_00e1.jpg",
            "cases/samsung_panorama_no_eoi.jpg",
            "cases/webp_flop85.webp");

    /** Small files with tens of millions of pixels. */
    private static final List<String> LARGE = List.of(
            "cases/F1_lossy_20mp_55KB.webp",
            "cases/flat_lossless.webp",
            "cases/flat_prog.jpg",
            "cases/webp_lossy_24mp_heap.webp",
            "cases/wl_alpha_raw.webp");

    private static final List<String> PART_HEADERS = List.of(
            "Content-Disposition: form-data; name=\"file\"; filename*=windows-1251''%CF%F0.jpg\r\n",
            "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%zz%.jpg\r\n",
            "Content-Disposition: form-data; name=\"file\"\r\nContent-Type: image/jpeg; charset=klingon\r\n",
            "Content-Disposition: form-data; name=\"file\"\r\nContent-Type: \"><x/y>\r\n",
            "Content-Disposition: form-data; name=\"file\"\r\nX-Long: " + "a".repeat(9_000) + "\r\n",
            "Content-Disposition: ;;;=\r\n",
            "no colon\r\n",
            "");

    @Test
    void isAnsweredAndLeavesTheMemoryAsItWas(Stack stack) {
        List<ProcessMark> processes = RECEIVERS.stream().map(stack::mark).toList();
        Requests requests = new Requests(stack);
        send(requests, 0, WARM_UP, stack);
        List<MemoryUse> before = processes.stream().map(MemoryUse::of).toList();

        List<Outcome> outcomes = send(requests, WARM_UP, UPLOADS, stack);

        List<MemoryUse> after = processes.stream().map(MemoryUse::of).toList();
        report(outcomes, before, after);
        assertThat(outcomes)
                .hasSize(UPLOADS)
                .allSatisfy(
                        outcome -> assertThat(outcome.status).as("%s", outcome).isIn(outcome.kind.statuses));
        for (int i = 0; i < RECEIVERS.size(); i++) {
            assertThat(stack.mark(RECEIVERS.get(i)).identity())
                    .isEqualTo(processes.get(i).identity());
            assertThat(after.get(i).directMib - before.get(i).directMib).isLessThanOrEqualTo(DIRECT_GROWTH_MIB);
            assertThat(after.get(i).heapMib - before.get(i).heapMib).isLessThanOrEqualTo(HEAP_GROWTH_MIB);
        }
        assertThat(Person.newcomer(stack).upload(requests.photo)).isNotBlank();
    }

    private static List<Outcome> send(Requests requests, int first, int count, Stack stack) {
        List<Callable<List<Outcome>>> people = new ArrayList<>();
        for (int from = first; from < first + count; from += EACH_PERSON) {
            int begin = from;
            int end = Math.min(first + count, from + EACH_PERSON);
            people.add(() -> sendAs(Person.newcomer(stack), requests, begin, end));
        }
        return Parallel.callAll(SENDERS, people).stream().flatMap(List::stream).toList();
    }

    private static List<Outcome> sendAs(Person user, Requests requests, int begin, int end) {
        return IntStream.range(begin, end)
                .mapToObj(number -> {
                    Random random = new Random(SEED + number);
                    Kind kind = Kind.pickAny(random);
                    return requests.send(number, kind, requests.build(kind, random, user));
                })
                .toList();
    }

    private static void report(Collection<Outcome> outcomes, List<MemoryUse> before, List<MemoryUse> after) {
        Map<Kind, Map<String, Long>> statuses = outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome.kind,
                        TreeMap::new,
                        Collectors.groupingBy(outcome -> outcome.status, TreeMap::new, Collectors.counting())));
        log.log(
                System.Logger.Level.INFO,
                "{0} uploads, by kind and status {1}; slowest {2}; before {3}; after {4}",
                outcomes.size(),
                statuses,
                outcomes.stream()
                        .max(Comparator.comparing(Outcome::time))
                        .map(Outcome::toString)
                        .orElseThrow(),
                before,
                after);
    }

    /** What is wrong with an upload, and the allowed response statuses. */
    private enum Kind {
        UNCLOSED_FORM("400"),
        HANG_UP(NO_ANSWER),
        OVER_THE_LIMIT("413"),
        BROKEN_CHUNK("400"),
        NO_BOUNDARY("400"),
        NO_FORM("415"),
        PART_HEADERS("201", "400", "415", "422"),
        TWO_FILES("400"),
        CHANGED_PICTURE("201", "422"),
        CUT_PICTURE("201", "422"),
        NOISE("422"),
        LARGE_PICTURE("201", "422");

        private final List<String> statuses;

        Kind(String... statuses) {
            this.statuses = List.of(statuses);
        }

        static Kind pickAny(Random random) {
            return random.nextInt(LARGE_EVERY) == 0 ? LARGE_PICTURE : values()[random.nextInt(LARGE_PICTURE.ordinal())];
        }
    }

    private record Outcome(int number, Kind kind, String status, Duration time) {}

    /** The memory of a process after a garbage collection. */
    private record MemoryUse(String name, double heapMib, double directMib) {

        static MemoryUse of(ProcessMark process) {
            String jcmd =
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            Tool collection = Tool.run(jcmd, Long.toString(process.identity().pid()), "GC.run");
            assertThat(collection.succeeded()).as("collection of garbage").isTrue();
            return new MemoryUse(
                    process.name(),
                    mib(process, "jvm.memory.used?tag=area:heap"),
                    mib(process, "atelier.health.direct.memory.used"));
        }

        private static double mib(ProcessMark process, String metric) {
            double bytes = new Http(URI.create(process.readiness()))
                    .send("GET", "/actuator/metrics/" + metric, Map.of(), null)
                    .json()
                    .at("/measurements/0/value")
                    .asDouble();
            assertThat(bytes).as(metric).isPositive();
            return bytes / (1 << 20);
        }

        @Override
        public String toString() {
            return "%s: heap %.1f MiB, direct %.1f MiB".formatted(name, heapMib, directMib);
        }
    }

    /** Builds and sends the requests. */
    private static final class Requests {

        private static final String FORM = "multipart/form-data; boundary=x";
        private static final String NAMED =
                "Content-Disposition: form-data; name=\"file\"; filename=\"me.%s\"\r\nContent-Type: image/%s\r\n";

        private final URI gateway;
        private final List<byte[]> small;
        private final List<byte[]> large;
        private final byte[] photo = BlankPicture.encoded("jpeg");

        Requests(Stack stack) {
            this.gateway = stack.gateway();
            Path pictures = stack.directory().root().resolve(PICTURES);
            this.small = Stream.concat(SMALL.stream().map(name -> read(pictures.resolve(name))), Stream.of(photo))
                    .toList();
            this.large =
                    LARGE.stream().map(name -> read(pictures.resolve(name))).toList();
        }

        byte[] build(Kind kind, Random random, Person user) {
            byte[] picture = pickAny(small, random);
            byte[] form = form(partOf(picture), picture);
            return switch (kind) {
                case UNCLOSED_FORM ->
                    post(user, FORM, truncate(form(partOf(photo), noise(SIZE_LIMIT, random)), SIZE_LIMIT));
                case HANG_UP ->
                    truncate(post(user, FORM, form(partOf(photo), noise(SIZE_LIMIT / 2, random))), SIZE_LIMIT / 4);
                case OVER_THE_LIMIT -> post(user, FORM, form(partOf(photo), noise(SIZE_LIMIT + 1, random)));
                case BROKEN_CHUNK ->
                    concat(
                            head(user, FORM, "Transfer-Encoding: chunked"),
                            ascii(Integer.toHexString(form.length) + "\r\n"),
                            form,
                            ascii("\r\nzz\r\n"));
                case NO_BOUNDARY -> post(user, "multipart/form-data", form);
                case NO_FORM -> post(user, "image/jpeg", picture);
                case PART_HEADERS -> post(user, FORM, form(pickAny(PART_HEADERS, random), picture));
                case TWO_FILES -> post(user, FORM, concat(truncate(form, form.length - 4), ascii("\r\n"), form));
                case CHANGED_PICTURE -> post(user, FORM, form(partOf(picture), changed(picture, random)));
                case CUT_PICTURE ->
                    post(user, FORM, form(partOf(picture), truncate(picture, 1 + random.nextInt(picture.length))));
                case NOISE -> post(user, FORM, form(partOf(picture), noise(random.nextInt(100_000), random)));
                case LARGE_PICTURE -> {
                    byte[] file = pickAny(large, random);
                    yield post(user, FORM, form(partOf(file), file));
                }
            };
        }

        /** Sends large picture files one at a time: without the optimizing compiler each takes seconds. */
        Outcome send(int number, Kind kind, byte[] request) {
            if (kind == Kind.LARGE_PICTURE) {
                synchronized (large) {
                    return sendTimed(number, kind, request);
                }
            }
            return sendTimed(number, kind, request);
        }

        private Outcome sendTimed(int number, Kind kind, byte[] request) {
            long begun = System.nanoTime();
            String status = statusOf(kind, request);
            return new Outcome(number, kind, status, Duration.ofNanos(System.nanoTime() - begun));
        }

        private String statusOf(Kind kind, byte[] request) {
            try {
                if (kind == Kind.HANG_UP) {
                    try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
                        socket.getOutputStream().write(request);
                        return NO_ANSWER;
                    }
                }
                try (RawConnection connection = new RawConnection(gateway)) {
                    return Integer.toString(connection.send(request).status());
                }
            } catch (IOException e) {
                return e.toString();
            }
        }

        private static byte[] post(Person user, String type, byte[] body) {
            return concat(head(user, type, "Content-Length: " + body.length), body);
        }

        private static byte[] head(Person user, String type, String framing) {
            return ascii("POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + user.token()
                    + "\r\nContent-Type: " + type + "\r\n" + framing + "\r\n\r\n");
        }

        private static byte[] form(String headers, byte[] content) {
            return concat(ascii("--x\r\n" + headers + "\r\n"), content, ascii("\r\n--x--\r\n"));
        }

        private static String partOf(byte[] picture) {
            String format = switch (picture[0]) {
                case (byte) 0x89 -> "png";
                case 'R' -> "webp";
                default -> "jpeg";
            };
            return NAMED.formatted(format, format);
        }

        private static byte[] changed(byte[] picture, Random random) {
            byte[] changed = picture.clone();
            random.ints(1 + random.nextInt(8), 0, changed.length)
                    .forEach(at -> changed[at] = (byte) random.nextInt(256));
            return changed;
        }

        private static byte[] noise(int length, Random random) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            return noise;
        }

        private static byte[] truncate(byte[] bytes, int length) {
            return Arrays.copyOf(bytes, length);
        }

        private static byte[] concat(byte[]... parts) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            Arrays.stream(parts).forEach(all::writeBytes);
            return all.toByteArray();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        private static <T> T pickAny(List<T> all, Random random) {
            return all.get(random.nextInt(all.size()));
        }

        private static byte[] read(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
