package studio.atelier.chat;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.FakeTelegram;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestTokens;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;

/** The whole service with a fake Telegram. All such tests share one context, so each test has its own users. */
@AtelierInfrastructure
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "atelier.telegram.bot-token=" + FakeTelegram.TOKEN,
            "atelier.telegram.webhook-secret=" + ChatServiceTest.SECRET,
            "atelier.telegram.public-url=https://atelier.example",
            "atelier.telegram.timeout=2s",
            "atelier.share.ticket-key=" + ChatServiceTest.SHARE_TICKET_KEY,
            "atelier.share.telegram-link=https://t.me/atelier_bot",
            "atelier.chat.operators.admin-ids=" + ChatServiceTest.OPERATOR + "," + ChatServiceTest.SILENT_OPERATOR
        })
@AutoConfigureWebTestClient(timeout = "20s")
public abstract class ChatServiceTest {

    protected static final String SECRET = "webhook_s3cret_of_tests";
    protected static final String SHARE_TICKET_KEY = "a-key-for-the-share-tickets-of-tests";
    protected static final long OPERATOR = 900_001;

    /** Never starts the bot. */
    protected static final long SILENT_OPERATOR = 900_002;

    protected static final Duration LIMIT = Duration.ofSeconds(30);
    protected static final FakeTelegram TELEGRAM = new FakeTelegram();
    protected static final TestTokens TOKENS = TestTokens.start();
    protected static final AtomicLong IDS = new AtomicLong(1_000_000);
    private static long published;

    @Autowired
    protected WebTestClient http;

    @Autowired
    List<BackgroundWork> work;

    @Autowired
    List<EventSubscription> subscriptions;

    @Autowired
    TransactionalOutbox outbox;

    @Autowired
    DatabaseTransactions transactions;

    @Autowired
    DatabaseClient database;

    @Autowired
    List<ScheduledTask> tasks;

    @Autowired
    protected MeterRegistry meters;

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry properties) {
        properties.add("atelier.telegram.api-url", TELEGRAM::url);
        properties.add("atelier.auth.jwks-uri", TOKENS::jwksUri);
    }

    protected static long someone() {
        return IDS.incrementAndGet();
    }

    protected ResponseSpec say(long user, String text, String language) {
        return post(update(user, IDS.incrementAndGet(), text, language), SECRET);
    }

    /** Sends the bot a message with these members. */
    protected ResponseSpec sendContent(long user, String members, String language) {
        return post(updateWith(user, IDS.incrementAndGet(), members, language), SECRET);
    }

    protected static String update(long user, long updateId, String text, String language) {
        return updateWith(user, updateId, "\"text\":\"" + text + "\"", language);
    }

    private static String updateWith(long user, long updateId, String members, String language) {
        return """
                {"update_id":%d,"message":{"message_id":5,"date":1790000000,%s,
                 "from":{"id":%d,"language_code":"%s"},"chat":{"id":%d,"type":"private"}}}""".formatted(updateId, members, user, language, user);
    }

    protected ResponseSpec post(String update, String secret) {
        return http.post()
                .uri("/webhooks/telegram")
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (secret != null) {
                        headers.set("X-Telegram-Bot-Api-Secret-Token", secret);
                    }
                })
                .bodyValue(update)
                .exchange();
    }

    protected static List<FakeTelegram.Call> messages(long user, int number) {
        return await().atMost(LIMIT).until(() -> TELEGRAM.messagesTo(user), sent -> sent.size() >= number);
    }

    protected void runTask(String name) {
        tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow()
                .runScheduledTask()
                .block(LIMIT);
    }

    protected void stopLoops() {
        Flux.fromStream(this::botLoops)
                .flatMap(loop -> Mono.<Void>create(stopped -> loop.stop(stopped::success)))
                .blockLast(LIMIT);
    }

    protected void startLoops() {
        botLoops().forEach(BackgroundWork::start);
    }

    private Stream<BackgroundWork> botLoops() {
        return work.stream().filter(loop -> loop.getPhase() == ShutdownPhase.BOT.value());
    }

    protected void publish(AtelierEvent event) {
        transactions.runInTransaction(outbox.appendEvent(event)).block(LIMIT);
        published += subscriptions.stream()
                .filter(subscription -> subscription.handlerOf(event).isPresent())
                .count();
    }

    /** Waits until everything published has been handled by each subscription that handles it. */
    protected void awaitEvents() {
        await().atMost(LIMIT)
                .until(() -> meters.find("atelier.events").tag("outcome", "handled").counters().stream()
                                .mapToDouble(Counter::count)
                                .sum()
                        >= published);
    }

    protected long count(String sql) {
        return database.sql(sql).map(row -> row.get(0, Long.class)).one().block(LIMIT);
    }

    protected void run(String sql) {
        database.sql(sql).then().block(LIMIT);
    }
}
