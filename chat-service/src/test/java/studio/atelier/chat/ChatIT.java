package studio.atelier.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.chat.telegram.FakeTelegram;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;

class ChatIT extends ChatServiceTest {

    @Test
    void tellsTelegramAtStartWhereUpdatesGo() {
        FakeTelegram.Call call = await().atMost(LIMIT)
                .until(() -> TELEGRAM.calls("setWebhook"), calls -> !calls.isEmpty())
                .get(0);

        assertThat(call.body().path("url").asString()).isEqualTo("https://atelier.example/webhooks/telegram");
        assertThat(call.body().path("secret_token").asString()).isEqualTo(SECRET);
        assertThat(call.body().path("allowed_updates").toString()).isEqualTo("[\"message\",\"my_chat_member\"]");
    }

    @Test
    void tellsTelegramAtStartWhatTheBotOffers() {
        FakeTelegram.Call button = await().atMost(LIMIT)
                .until(() -> TELEGRAM.calls("setChatMenuButton"), calls -> !calls.isEmpty())
                .get(0);

        assertThat(button.body().path("menu_button").toString())
                .contains("\"text\":\"Open Atelier\"")
                .contains("\"url\":\"https://atelier.example\"")
                .contains("\"type\":\"web_app\"");
        List<FakeTelegram.Call> commands = TELEGRAM.calls("setMyCommands");
        assertThat(commands)
                .extracting(call -> call.body().path("language_code").asString("any"))
                .containsExactly("ru", "uk", "en", "any");
        assertThat(commands)
                .extracting(call -> call.body().at("/commands/1/description").asString())
                .containsExactly(
                        "Что можно потратить", "Що можна витратити", "What you can spend", "What you can spend");
        assertThat(commands.get(0).body().path("commands").values())
                .extracting(command -> command.path("command").asString())
                .containsExactly("start", "balance", "help");
    }

    @Test
    void greetsWhoStartsTheBotWithAButtonThatOpensTheMiniApp() {
        long person = someone();

        say(person, "/start", "uk").expectStatus().isOk();

        FakeTelegram.Call message = messages(person, 1).get(0);
        assertThat(message.text()).startsWith("Привіт!");
        assertThat(message.body()
                        .at("/reply_markup/inline_keyboard/0/0/web_app/url")
                        .asString())
                .isEqualTo("https://atelier.example");
    }

    @Test
    void refusesUpdatesWithoutTheSecret() {
        long person = someone();
        String update = update(person, IDS.incrementAndGet(), "/start", "en");

        post(update, null).expectStatus().isUnauthorized();
        post(update, "wrong").expectStatus().isUnauthorized();
        post(update, SECRET + "x")
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UNAUTHENTICATED");

        assertThat(count("select count(*) from telegram_update where chat_id = " + person))
                .isZero();
    }

    @Test
    void refusesWhatIsNoUpdateAndWhatIsTooLarge() {
        post("{\"hello\":1}", SECRET).expectStatus().isBadRequest();
        post("{\"update_id\":1,\"x\":\"" + "y".repeat(600_000) + "\"}", SECRET)
                .expectStatus()
                .isEqualTo(413);
    }

    @Test
    void handlesAnUpdateOnceHoweverOftenItComes() {
        long person = someone();
        String update = update(person, IDS.incrementAndGet(), "/start", "en");

        for (int i = 0; i < 5; i++) {
            post(update, SECRET).expectStatus().isOk();
        }
        say(person, "/help", "en");

        List<FakeTelegram.Call> sent = messages(person, 2);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).text()).startsWith("Hi!");
        assertThat(sent.get(1).text()).startsWith("Send me a photo");
    }

    @Test
    void answersInTheOrderPeopleWrote() {
        long person = someone();
        stopLoops();
        for (int i = 0; i < 10; i++) {
            say(person, i % 2 == 0 ? "/start" : "/help", "en");
        }
        startLoops();

        List<FakeTelegram.Call> sent = messages(person, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(sent.get(i).text()).startsWith(i % 2 == 0 ? "Hi!" : "Send me a photo");
        }
    }

    @Test
    void answersAfterARestartWhatCameBefore() {
        long person = someone();
        stopLoops();

        say(person, "/start", "en").expectStatus().isOk();

        assertThat(count("select count(*) from telegram_update where handled_at is null and chat_id = " + person))
                .isOne();
        startLoops();
        messages(person, 1);
    }

    @Test
    void sendsWhatADeadProcessHadInHand() {
        long person = someone();
        stopLoops();
        run("""
                insert into outgoing_message (chat_id, reason, content, created_at, due_at, attempts, leased_until)
                values (%d, 'test:%d', '{"text":"late","buttons":[],"silent":false}', now(), now(), 1,
                        now() + interval '1 second')""".formatted(person, person));
        startLoops();

        assertThat(messages(person, 1).get(0).text()).isEqualTo("late");
    }

    @Test
    void waitsAsLongAsTelegramWantsAndLosesNothing() {
        long person = someone();
        TELEGRAM.answerNext(person, 429, "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":1}}");
        Instant start = Instant.now();

        say(person, "/start", "en");
        say(person, "/help", "en");

        List<FakeTelegram.Call> calls = messages(person, 3);
        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
        assertThat(calls.get(1).text()).startsWith("Hi!");
        assertThat(calls.get(2).text()).startsWith("Send me a photo");
    }

    @Test
    void triesAgainWhenTelegramIsBroken() {
        long person = someone();
        TELEGRAM.answerNext(person, 500, "{\"ok\":false,\"error_code\":500}");
        TELEGRAM.answerNext(person, 0, "");

        say(person, "/start", "en");

        messages(person, 3);
        await().atMost(LIMIT)
                .until(() ->
                        count("select count(*) from outgoing_message where outcome = 'sent' and chat_id = " + person)
                                == 1);
    }

    @Test
    void leavesInPeaceWhoHasBlockedTheBot() {
        long person = someone();
        TELEGRAM.answerNext(
                person, 403, "{\"ok\":false,\"error_code\":403,\"description\":\"bot was blocked by the user\"}");
        say(person, "/start", "en");
        await().atMost(LIMIT)
                .until(() -> count("select count(*) from person where unreachable_at is not null"
                                + " and telegram_id = " + person)
                        == 1);

        publish(completed(person));
        awaitEvents();

        assertThat(TELEGRAM.messagesTo(person)).hasSize(1);
        say(person, "/start", "en");
        messages(person, 2);
    }

    @Test
    void saysTheBalanceInThePersonsOwnLanguage() {
        long person = someone();
        UserId user = UserId.ofTelegram(person);
        publish(new UserRegistered(user, person, "en", Instant.now()));
        publish(new UserUpdated(user, person, "ru", false, Instant.now()));
        publish(new BalanceChanged(user, 2, balance(21, 7), Instant.now()));
        publish(new BalanceChanged(user, 1, balance(500, 10), Instant.now()));
        awaitEvents();

        say(person, "/balance", "en");

        assertThat(messages(person, 1).get(0).text())
                .contains("21 кредит\n")
                .contains("Бесплатно в этом месяце: 7 действий, обновление 1 января")
                .doesNotContain("энерги")
                .doesNotContain("алмаз");
    }

    @Test
    void saysThatThereIsNothingToShowYet() {
        long person = someone();

        say(person, "/balance", "ru");

        assertThat(messages(person, 1).get(0).text()).startsWith("Показать пока нечего");
    }

    @Test
    void tellsOnceThatAPictureIsReadyToThoseWhoStartedTheBot() {
        long person = someone();
        long silent = someone();
        publish(new UserRegistered(UserId.ofTelegram(silent), silent, "ru", Instant.now()));
        say(person, "/start", "en");
        messages(person, 1);
        JobChanged completed = completed(person);

        publish(completed);
        publish(completed);
        publish(completed(silent));
        awaitEvents();

        FakeTelegram.Call notice = messages(person, 2).get(1);
        assertThat(notice.text()).isEqualTo("Your picture is ready.");
        assertThat(notice.body().path("disable_notification").asBoolean()).isTrue();
        assertThat(TELEGRAM.messagesTo(person)).hasSize(2);
        assertThat(TELEGRAM.messagesTo(silent)).isEmpty();
    }

    @Test
    void tellsThatAPictureIsReadyToThoseWhoAllowedMessages() {
        long person = someone();
        publish(new UserRegistered(UserId.ofTelegram(person), person, "en", Instant.now()));
        awaitEvents();

        sendContent(person, "\"write_access_allowed\":{\"from_request\":true}", "en");
        say(person, "/help", "en");
        messages(person, 1);
        publish(completed(person));

        assertThat(messages(person, 2).get(1).text()).isEqualTo("Your picture is ready.");
    }

    private static Balance balance(long credits, long freeActions) {
        Instant renewsAt = Instant.parse("2031-12-31T21:00:00Z");
        return new Balance(
                credits,
                3,
                0,
                null,
                new Balance.FreeQuotaBalance(freeActions, renewsAt),
                new Balance.HeldUnitsBalance(0, 0, 0, 0));
    }

    private static JobChanged completed(long person) {
        return new JobChanged(
                UserId.ofTelegram(person),
                UUID.randomUUID(),
                "try-on",
                JobStatus.COMPLETED,
                3,
                null,
                null,
                Instant.now());
    }
}
