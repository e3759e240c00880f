package studio.atelier.chat.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.chat.telegram.FakeTelegram.KeptFile;
import studio.atelier.platform.http.OutboundHttpClients;
import studio.atelier.platform.test.BufferLeakWatch;
import tools.jackson.databind.json.JsonMapper;

/** Downloads of files sent to the bot, over real connections. */
class TelegramFileDownloadTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PATH = "photos/file_1.jpg";
    private static final byte[] PHOTO = photo();

    private final FakeTelegram telegram = new FakeTelegram();
    private final OutboundHttpClients outbound = new OutboundHttpClients();
    private final HttpTelegramApi api = apiAt(telegram.url());

    @RegisterExtension
    private final BufferLeakWatch leaks = new BufferLeakWatch();

    @AfterEach
    void close() {
        outbound.close();
        telegram.close();
    }

    @Test
    void readsAFileAsItComes() {
        telegram.keep("f", KeptFile.of(PATH, "image/webp", PHOTO));
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        StepVerifier.create(api.readFile("f", file -> {
                    assertThat(file.contentType()).isEqualTo("image/webp");
                    assertThat(file.sizeBytes()).isEqualTo(PHOTO.length);
                    return DataBufferUtils.write(file.content(), read)
                            .doOnNext(DataBufferUtils::release)
                            .then();
                }))
                .expectComplete()
                .verify(LIMIT);

        assertThat(read.toByteArray()).isEqualTo(PHOTO);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "photos/file_1.jpg, application/octet-stream, image/jpeg",
                "documents/file 2.PNG, application/octet-stream, image/png",
                "documents/file_3.html, text/html, null",
                "documents/file_4, image/x; charset=evil, null",
                "documents/файл_5.jpg, application/octet-stream, image/jpeg"
            })
    void saysThatAFileIsAPictureOnlyIfItIs(String path, String header, String contentType) {
        String address = path.replace(" ", "%20").replace("файл", "%D1%84%D0%B0%D0%B9%D0%BB");
        telegram.keep("f", new KeptFile(address, 200, header, PHOTO.length, Flux.just(PHOTO)));
        telegram.answerNext(0, 200, "{\"ok\":true,\"result\":{\"file_path\":\"%s\"}}".formatted(path));

        StepVerifier.create(api.readFile("f", file -> {
                    assertThat(file.contentType()).isEqualTo(contentType);
                    return discard(file);
                }))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void isRefusedAFileThatTelegramDoesNotKnow() {
        assertFails("nothing", "Refused");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused",
        "404, Refused",
        "401, Unavailable",
        "429, Unavailable",
        "502, Unavailable",
        "0, Unavailable"
    })
    void mapsEachStatusToAnException(int status, String kind) {
        telegram.keep("f", new KeptFile(PATH, status, "text/plain", PHOTO.length, Flux.just(PHOTO)));

        assertFails("f", kind);
    }

    @Test
    void triesThreeTimesToAskForAFile() {
        telegram.keep("f", KeptFile.of(PATH, "image/jpeg", PHOTO));
        telegram.answerNext(0, 500, "{\"ok\":false,\"error_code\":500}");
        telegram.answerNext(0, 500, "{\"ok\":false,\"error_code\":500}");

        StepVerifier.create(api.readFile("f", TelegramFileDownloadTest::discard))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void endsAFileThatIsLargerThanTelegramGives() {
        telegram.keep("declared", new KeptFile("a.jpg", 200, "image/jpeg", 20_971_521, tooMuch()));
        telegram.keep("undeclared", new KeptFile("b.jpg", 200, "image/jpeg", -1, tooMuch()));

        assertFails("declared", "Refused");
        assertFails("undeclared", "Refused");
    }

    @Test
    void waitsNoLongerForTheEndOfAFileThanItMay() {
        telegram.keep(
                "f", new KeptFile(PATH, 200, "image/jpeg", -1, Flux.just(PHOTO).concatWith(Flux.never())));

        assertFails("f", "Unavailable");
    }

    @Test
    void passesOnWhatItsReaderFailsWith() {
        telegram.keep("f", KeptFile.of(PATH, "image/jpeg", PHOTO));

        StepVerifier.create(api.readFile("f", file -> Mono.error(new IllegalStateException("simulated"))))
                .expectErrorMessage("simulated")
                .verify(LIMIT);
    }

    @Test
    void neverNamesTheTokenInAnErrorOrInTheLog() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try {
            telegram.keep("broken", brokenOff());
            telegram.keep("silent", new KeptFile("silent.jpg", 0, "image/jpeg", 1, Flux.empty()));
            telegram.keep("refused", new KeptFile("refused.jpg", 404, "image/jpeg", 1, Flux.just(new byte[1])));

            for (String fileId : new String[] {"broken", "silent", "refused", "nothing"}) {
                StepVerifier.create(api.readFile(fileId, TelegramFileDownloadTest::discard))
                        .expectErrorSatisfies(error -> assertThat(textOf(error)).doesNotContain(FakeTelegram.TOKEN))
                        .verify(LIMIT);
            }
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .isNotEmpty()
                .noneMatch(event -> event.getFormattedMessage().contains(FakeTelegram.TOKEN));
    }

    @Test
    void leavesNothingInMemoryWhicheverWayTheReadingEnds() {
        telegram.keep("whole", KeptFile.of(PATH, "image/jpeg", PHOTO));
        telegram.keep("broken", brokenOff());
        telegram.keep("large", new KeptFile("b.jpg", 200, "image/jpeg", -1, tooMuch()));
        telegram.keep("refused", new KeptFile("refused.jpg", 404, "image/jpeg", -1, Flux.just(PHOTO)));
        for (int i = 0; i < 20; i++) {
            readInAnyWay("whole", TelegramFileDownloadTest::discard);
            readInAnyWay("broken", TelegramFileDownloadTest::discard);
            readInAnyWay("refused", TelegramFileDownloadTest::discard);
            readInAnyWay("whole", file -> Mono.error(new IllegalStateException("simulated")));
            readInAnyWay(
                    "whole",
                    file -> file.content()
                            .take(1)
                            .doOnNext(DataBufferUtils::release)
                            .then());
            readInAnyWay("whole", file -> Mono.empty());
        }
        readInAnyWay("large", TelegramFileDownloadTest::discard);
        assertThat(leaks.findLostBuffers()).isEmpty();
    }

    private void readInAnyWay(String fileId, Function<TelegramFileDownload, Mono<Void>> read) {
        api.readFile(fileId, read).onErrorComplete().block(LIMIT);
    }

    private void assertFails(String fileId, String kind) {
        StepVerifier.create(api.readFile(fileId, TelegramFileDownloadTest::discard))
                .expectErrorSatisfies(
                        error -> assertThat(error.getClass().getSimpleName()).isEqualTo(kind))
                .verify(LIMIT);
    }

    private static Mono<Void> discard(TelegramFileDownload file) {
        return file.content().doOnNext(DataBufferUtils::release).then();
    }

    private static KeptFile brokenOff() {
        return new KeptFile(
                "broken.jpg",
                200,
                "image/jpeg",
                2L * PHOTO.length,
                Flux.just(PHOTO).concatWith(Flux.error(new IllegalStateException("simulated"))));
    }

    private static Flux<byte[]> tooMuch() {
        return Flux.range(0, 21).map(i -> new byte[1 << 20]);
    }

    private static byte[] photo() {
        byte[] photo = new byte[300_000];
        new Random(7).nextBytes(photo);
        return photo;
    }

    private static String textOf(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private HttpTelegramApi apiAt(String url) {
        return new HttpTelegramApi(
                new TelegramBotProperties(
                        FakeTelegram.TOKEN,
                        URI.create(url),
                        "s3cret_of_sixteen",
                        URI.create("https://atelier.example"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3)),
                new JsonMapper(),
                new SimpleMeterRegistry(),
                outbound);
    }
}
