package studio.atelier.generation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.test.BufferLeakWatch;
import tools.jackson.databind.JsonNode;

/**
 * Clients that close their connection at any moment of a request leak nothing: no connection to the database, no file
 * descriptor, no buffer, no room for uploads. The requests and moments follow from the seed: {@code -Datelier.seed=7}
 * chooses others. {@code -Datelier.test.cancelled-requests=10000} sends that many.
 */
class CancelledRequestsIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int REQUESTS = Integer.getInteger("atelier.test.cancelled-requests", 500);
    private static final int WARM_UP = 200;
    private static final int SERVED_AFTERWARDS = 300;
    private static final long SEED = Long.getLong("atelier.seed", 20_261_130L);
    private static final int CLIENTS = 24;
    private static final int USERS = 10;
    private static final int PRICE = 2;
    private static final long GRANTED = 10 * PRICE;

    /** Most requests have been answered by then. */
    private static final long LONGEST_STAY_NANOS = Duration.ofMillis(40).toNanos();

    /** Connections that pools keep, and files that libraries keep open: some twenty, however many requests are sent. */
    private static final long OTHER_FILES = 100;

    /** As in {@code BrokenUploadIT}: one chunk more of the allocator. */
    private static final long FLAT_BYTES = 2L << 20;

    /**
     * Where a buffer is lost if a value is encoded in the very moment of the cancellation: Spring's encoder of
     * responses and the driver's encoders of parameters. It happens to some requests in ten thousand.
     */
    private static final List<String> KNOWN_RACES =
            List.of("AbstractJacksonEncoder.encodeValue", "io.r2dbc.postgresql.codec.");

    private static final byte[] FORM = PictureFixtures.concat(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
                    .getBytes(ISO_8859_1),
            PictureFixtures.padded(PictureFixtures.jpeg(80, 60), 20_000),
            "\r\n--x--\r\n".getBytes(ISO_8859_1));

    /** Gauges that are zero while no request is in work. */
    private static final List<String> IN_USE_DURING_REQUESTS = List.of(
            "r2dbc.pool.acquired",
            "r2dbc.pool.pending",
            "atelier.upload.receiving",
            "atelier.upload.processing",
            "atelier.picture.memory.used",
            "atelier.picture.waiting");

    @Autowired
    private MeterRegistry meters;

    @RegisterExtension
    private final BufferLeakWatch leaks = new BufferLeakWatch();

    @Test
    void leakNothingAndLeaveTheServiceWorking() throws InterruptedException {
        List<Client> clients =
                IntStream.range(0, USERS).mapToObj(user -> newClient()).toList();
        sendAndLeave(clients, 0, WARM_UP);
        awaitNothingInUse();
        long filesBefore = countOpenFiles();
        long memoryBefore = countDirectBytes();

        sendAndLeave(clients, WARM_UP, REQUESTS);

        awaitNothingInUse();
        await(this::countOpenFiles, files -> files <= filesBefore + OTHER_FILES);
        await(this::countIdleTransactions, transactions -> transactions == 0);
        assertThat(leaks.findLostBuffers()).as("seed %d", SEED).noneMatch(CancelledRequestsIT::isUnknownLeak);
        assertThat(countDirectBytes() - memoryBefore).isLessThanOrEqualTo(FLAT_BYTES);
        clients.forEach(this::jobsEndAndAreCharged);
        inParallel(SERVED_AFTERWARDS, number -> isServed(clients.get(number % USERS)));
        Submitted job = submitted(aUserWith(PRICE));
        awaitStatus(job, "COMPLETED");
        awaitHold(job.id(), "captured");
    }

    /** A user with a finished job and the means for some more. */
    private Client newClient() {
        UserId user = aUserWith(GRANTED);
        String order = tryOn(user);
        Submitted job =
                new Submitted(user, UUID.fromString(submit(user, aKey(), order).id()));
        JsonNode completed = awaitStatus(job, "COMPLETED");
        URI link = URI.create(completed.at("/images/0/url").asString());
        return new Client(user, bearer(user), order, job.id(), link.getRawPath() + "?" + link.getRawQuery());
    }

    private void sendAndLeave(List<Client> clients, int first, int count) throws InterruptedException {
        inParallel(count, number -> {
            SplittableRandom chances = new SplittableRandom(SEED + first + number);
            sendAndLeave(clients.get(chances.nextInt(USERS)).anyRequest(chances), chances);
        });
    }

    /** Closes the connection in the middle of the request, or some time after it. */
    private void sendAndLeave(byte[] request, SplittableRandom chances) {
        boolean whole = chances.nextInt(4) > 0;
        int length = whole ? request.length : chances.nextInt(request.length);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service().getPort())) {
            boolean reset = chances.nextBoolean();
            socket.setSoLinger(reset, 0);
            socket.getOutputStream().write(request, 0, length);
            LockSupport.parkNanos(chances.nextLong(LONGEST_STAY_NANOS));
        } catch (IOException e) {
            // the service has refused the request and closed first
        }
    }

    private static void inParallel(int count, IntConsumer call) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<Object>> calls = IntStream.range(0, count)
                    .<Callable<Object>>mapToObj(number -> Executors.callable(() -> call.accept(number)))
                    .toList();
            assertThat(threads.invokeAll(calls, LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .allSatisfy(done -> assertThat(done).succeedsWithin(Duration.ZERO));
        }
    }

    private void awaitNothingInUse() {
        for (String name : IN_USE_DURING_REQUESTS) {
            Collection<Gauge> gauges = meters.get(name).gauges();
            await(() -> gauges.stream().mapToDouble(Gauge::value).sum(), inUse -> inUse == 0);
        }
    }

    /** Without the pooled connections to the database, whose number varies. */
    private long countOpenFiles() {
        UnixOperatingSystemMXBean process = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double pooled = meters.get("r2dbc.pool.allocated").gauge().value();
        return process.getOpenFileDescriptorCount() - (long) pooled;
    }

    private long countIdleTransactions() {
        return database.sql("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and state like 'idle in transaction%'")
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
    }

    private static boolean isUnknownLeak(String report) {
        return KNOWN_RACES.stream().noneMatch(report::contains);
    }

    private static long countDirectBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** No admission was left half done by a client that went away. */
    private void jobsEndAndAreCharged(Client client) {
        UUID user = client.user.value();
        await(
                () -> value(
                        "select count(*) from job where user_id = :id and (status in ('PENDING', 'PROCESSING')"
                                + " or hold_state in ('ASKED', 'CAPTURING', 'RELEASING'))",
                        user),
                "0"::equals);
        long completed =
                Long.parseLong(value("select count(*) from job where user_id = :id and status = 'COMPLETED'", user));
        assertThat(billing.left(client.user)).isEqualTo(GRANTED - PRICE * completed);
    }

    private void isServed(Client client) {
        assertThat(get(client.user, "/api/v1/generations/" + client.job).status())
                .isEqualTo(200);
    }

    private record Client(UserId user, String token, String order, UUID job, String link) {

        byte[] anyRequest(SplittableRandom chances) {
            return switch (chances.nextInt(10)) {
                case 0 -> request("GET /api/v1/generations");
                case 1 -> request("GET /api/v1/generations/" + job);
                case 2 -> request("GET /api/v1/generations/" + job + "/status");
                case 3 -> request("GET /api/v1/images");
                case 4 -> request("GET " + link);
                case 5 -> request("POST /api/v1/generations/quote", json(chances), order.getBytes(ISO_8859_1));
                case 6 -> request("POST /api/v1/generations/" + job + "/cancel", json(chances), new byte[0]);
                case 7 -> request("POST /api/v1/uploads", "Content-Type: multipart/form-data; boundary=x\r\n", FORM);
                default -> request("POST /api/v1/generations", json(chances), order.getBytes(ISO_8859_1));
            };
        }

        private byte[] request(String line) {
            return request(line, "", new byte[0]);
        }

        private byte[] request(String line, String headers, byte[] body) {
            String head = "%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n%sContent-Length: %d\r\n\r\n"
                    .formatted(line, token, headers, body.length);
            return PictureFixtures.concat(head.getBytes(ISO_8859_1), body);
        }

        private static String json(SplittableRandom chances) {
            return "Content-Type: application/json\r\nIdempotency-Key: %s\r\n"
                    .formatted(new UUID(chances.nextLong(), chances.nextLong()));
        }
    }
}
