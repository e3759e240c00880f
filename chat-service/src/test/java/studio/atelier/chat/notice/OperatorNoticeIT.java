package studio.atelier.chat.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.chat.ChatServiceTest;
import studio.atelier.chat.telegram.FakeTelegram;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.contracts.operator.OperatorNotice.OperatorNoticeKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OperatorNoticeIT extends ChatServiceTest {

    private static final String UNTIL = "2026-12-01T00:00:00Z";

    private final String subject = "queue-" + IDS.incrementAndGet();

    @BeforeEach
    void startTheBot() {
        publish(new UserUpdated(UserId.ofTelegram(OPERATOR), OPERATOR, "ru", false, Instant.now()));
        awaitEvents();
        int before = TELEGRAM.messagesTo(OPERATOR).size();
        say(OPERATOR, "/start", "ru");
        messages(OPERATOR, before + 1);
    }

    @Test
    void sendsNoticesToOperatorsWhoHaveStartedTheBot() {
        long user = someone();
        say(user, "/start", "en");
        messages(user, 1);

        publish(paused("SPENDING_CAP"));
        awaitEvents();

        FakeTelegram.Call told = awaitTold(1).get(0);
        assertThat(told.text())
                .isEqualTo(
                        "Очередь " + subject + " на паузе до 1 декабря 03:00 MSK. Причина: дневной бюджет исчерпан.");
        assertThat(told.body().path("disable_notification").asBoolean()).isFalse();
        assertThat(TELEGRAM.messagesTo(SILENT_OPERATOR)).isEmpty();
        assertThat(TELEGRAM.messagesTo(user)).hasSize(1);
    }

    @Test
    void saysSilentlyThatAQueueIsResumed() {
        publish(notice(OperatorNoticeKind.QUEUE_RESUMED, Map.of(), Instant.now()));

        assertThat(awaitTold(1).get(0).body().path("disable_notification").asBoolean())
                .isTrue();
    }

    @Test
    void saysTheSameOnceWithinTenMinutes() {
        Instant start = Instant.now().minus(Duration.ofMinutes(15));
        publish(notice(OperatorNoticeKind.BUDGET_SPENT, Map.of(), start));
        publish(notice(OperatorNoticeKind.BUDGET_SPENT, Map.of(), start.plusSeconds(300)));
        publish(notice(OperatorNoticeKind.QUEUE_RESUMED, Map.of(), start.plusSeconds(301)));
        publish(notice(OperatorNoticeKind.BUDGET_SPENT, Map.of(), start.plusSeconds(599)));
        publish(notice(OperatorNoticeKind.BUDGET_SPENT, Map.of(), start.plusSeconds(601)));
        awaitEvents();

        List<FakeTelegram.Call> told = awaitTold(3);
        assertThat(told).hasSize(3);
        assertThat(told.get(1).text()).contains("снова работает");
        assertThat(kept()).isEqualTo(5);
    }

    @Test
    void sendsANoticeOfEachPauseOfAQueueHoweverSoon() {
        Instant start = Instant.now().minus(Duration.ofMinutes(5));
        publish(notice(OperatorNoticeKind.QUEUE_PAUSED, Map.of("reason", "ACCOUNT_TROUBLE"), start));
        publish(notice(OperatorNoticeKind.QUEUE_RESUMED, Map.of(), start.plusSeconds(60)));
        publish(notice(OperatorNoticeKind.QUEUE_PAUSED, Map.of("reason", "SPENDING_CAP"), start.plusSeconds(120)));
        publish(notice(OperatorNoticeKind.QUEUE_PAUSED, Map.of("reason", "SPENDING_CAP"), start.plusSeconds(180)));
        awaitEvents();

        assertThat(awaitTold(3)).hasSize(3);
        assertThat(kept()).isEqualTo(4);
    }

    @Test
    void sendsOneNoticeOfTheDeadLettersOfAllProcessesOfAService() {
        Map<String, String> details = Map.of("group", "chat.people", "reason", "does not read as UserUpdated");
        publish(notice(OperatorNoticeKind.DEAD_LETTERS, details, Instant.now().minusSeconds(60)));
        publish(notice(OperatorNoticeKind.DEAD_LETTERS, details, Instant.now()));
        awaitEvents();

        assertThat(awaitTold(1))
                .singleElement()
                .satisfies(told -> assertThat(told.text())
                        .isEqualTo("Сервис " + subject
                                + " не смог обработать событие. Оно среди необработанных событий группы"
                                + " chat.people (does not read as UserUpdated); могут быть и другие."));
    }

    @Test
    void keepsWhatHappenedLongAgoWithoutTelling() {
        publish(notice(
                OperatorNoticeKind.PROCESS_RESTARTED, Map.of(), Instant.now().minus(Duration.ofMinutes(31))));
        awaitEvents();

        assertThat(kept()).isOne();
        assertThat(told()).isEmpty();
    }

    @Test
    void listsNoticesFromTheNewestOn() {
        publish(paused("ACCOUNT_TROUBLE"));
        publish(notice(OperatorNoticeKind.QUEUE_RESUMED, Map.of(), Instant.now()));
        publish(notice(
                OperatorNoticeKind.PROCESS_RESTARTED, Map.of("cause", "heap", "reason", "no memory"), Instant.now()));
        awaitEvents();

        JsonNode first = page("?limit=2");
        JsonNode second = page("?limit=2&cursor=" + first.path("nextCursor").asString());

        assertThat(first.at("/items/0/kind").asString()).isEqualTo("PROCESS_RESTARTED");
        assertThat(first.at("/items/0/text").asString())
                .isEqualTo(subject + " was restarted: its process could not work any more (no memory).");
        assertThat(first.at("/items/1/text").asString()).isEqualTo("Queue " + subject + " is resumed.");
        assertThat(first.path("items").size()).isEqualTo(2);
        assertThat(second.at("/items/0/subject").asString()).isEqualTo(subject);
        assertThat(second.at("/items/0/text").asString()).endsWith("Reason: the provider refuses our account.");
        assertThat(second.at("/items/0/at").asString()).isNotEmpty();
    }

    @Test
    void showsNoticesToOperatorsOnly() {
        http.get()
                .uri("/api/v1/admin/chat/notices")
                .headers(headers -> headers.setBearerAuth(
                        TOKENS.of(UserId.ofTelegram(OPERATOR).value())))
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void forgetsNoticesAfterThirtyDays() {
        publish(notice(OperatorNoticeKind.QUEUE_RESUMED, Map.of(), Instant.now().minus(Duration.ofDays(31))));
        publish(notice(OperatorNoticeKind.QUEUE_RESUMED, Map.of(), Instant.now().minus(Duration.ofDays(29))));
        awaitEvents();

        runTask("old-operator-notices");

        assertThat(kept()).isOne();
    }

    private OperatorNotice paused(String reason) {
        return notice(OperatorNoticeKind.QUEUE_PAUSED, Map.of("reason", reason, "until", UNTIL), Instant.now());
    }

    private OperatorNotice notice(OperatorNoticeKind kind, Map<String, String> details, Instant at) {
        return new OperatorNotice(kind, subject, details, at);
    }

    private JsonNode page(String query) {
        byte[] body = http.get()
                .uri("/api/v1/admin/chat/notices" + query)
                .headers(headers -> headers.setBearerAuth(
                        TOKENS.of(UserId.ofTelegram(OPERATOR).value(), "USER", "ADMIN")))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();
        return new JsonMapper().readTree(body);
    }

    private List<FakeTelegram.Call> awaitTold(int number) {
        return await().atMost(LIMIT).until(this::told, calls -> calls.size() >= number);
    }

    private List<FakeTelegram.Call> told() {
        return TELEGRAM.messagesTo(OPERATOR).stream()
                .filter(call -> call.text().contains(subject))
                .toList();
    }

    private long kept() {
        return count("select count(*) from operator_notice where subject = '" + subject + "'");
    }
}
