package studio.atelier.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import studio.atelier.chat.telegram.FakeTelegram;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.auth.UserUpdated;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.language.SupportedLanguage;

class ChatIT extends ChatServiceTest {

    @Test
    void setsItsWebhookAtStart() {
        FakeTelegram.Call call = await().atMost(LIMIT)
                .until(() -> TELEGRAM.calls("setWebhook"), calls -> !calls.isEmpty())
                .get(0);

        assertThat(call.body().path("url").asString()).isEqualTo("https://atelier.example/webhooks/telegram");
        assertThat(call.body().path("secret_token").asString()).isEqualTo(SECRET);
        assertThat(call.body().path("allowed_updates").toString()).isEqualTo("[\"message\",\"my_chat_member\"]");
    }

    @Test
    void publishesTheBotsMenuAtStart() {
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
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of(SupportedLanguage.values()).map(SupportedLanguage::languageCode),
                                Stream.of("any"))
                        .toList());
        assertThat(commands)
                .extracting(
                        call -> call.body().path("language_code").asString("any"),
                        call -> call.body().at("/commands/1/description").asString())
                .contains(
                        tuple("ru", "Что можно потратить"),
                        tuple("uk", "Що можна витратити"),
                        tuple("en", "What you can spend"),
                        tuple("any", "What you can spend"));
        assertThat(commands)
                .extracting(call -> call.body().at("/commands/1/description").asString())
                .doesNotContain("");
        assertThat(commands.get(0).body().path("commands").values())
                .extracting(command -> command.path("command").asString())
                .containsExactly("start", "balance", "help");
    }

    @Test
    void greetsWhoStartsTheBotWithAButtonThatOpensTheMiniApp() {
        long user = someone();

        say(user, "/start", "uk").expectStatus().isOk();

        FakeTelegram.Call message = messages(user, 1).get(0);
        assertThat(message.text()).startsWith("Привіт!");
        assertThat(message.body()
                        .at("/reply_markup/inline_keyboard/0/0/web_app/url")
                        .asString())
                .isEqualTo("https://atelier.example");
    }

    @Test
    void refusesUpdatesWithoutTheSecret() {
        long user = someone();
        String update = update(user, IDS.incrementAndGet(), "/start", "en");

        post(update, null).expectStatus().isUnauthorized();
        post(update, "wrong").expectStatus().isUnauthorized();
        post(update, SECRET + "x")
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UNAUTHENTICATED");

        assertThat(count("select count(*) from telegram_update where chat_id = " + user))
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
        long user = someone();
        String update = update(user, IDS.incrementAndGet(), "/start", "en");

        for (int i = 0; i < 5; i++) {
            post(update, SECRET).expectStatus().isOk();
        }
        say(user, "/help", "en");

        List<FakeTelegram.Call> sent = messages(user, 2);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).text()).startsWith("Hi!");
        assertThat(sent.get(1).text()).startsWith("Send me a photo");
    }

    @Test
    void answersInTheOrderPeopleWrote() {
        long user = someone();
        stopLoops();
        for (int i = 0; i < 10; i++) {
            say(user, i % 2 == 0 ? "/start" : "/help", "en");
        }
        startLoops();

        List<FakeTelegram.Call> sent = messages(user, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(sent.get(i).text()).startsWith(i % 2 == 0 ? "Hi!" : "Send me a photo");
        }
    }

    @Test
    void answersAfterARestartWhatCameBefore() {
        long user = someone();
        stopLoops();

        say(user, "/start", "en").expectStatus().isOk();

        assertThat(count("select count(*) from telegram_update where handled_at is null and chat_id = " + user))
                .isOne();
        startLoops();
        messages(user, 1);
    }

    @Test
    void sendsWhatADeadProcessHadInHand() {
        long user = someone();
        stopLoops();
        run("""
                insert into outgoing_message (chat_id, reason, content, attempts, leased_until)
                values (%d, 'test:%d', '{"text":"late","buttons":[],"silent":false}', 1,
                        now() + interval '1 second')""".formatted(user, user));
        startLoops();

        assertThat(messages(user, 1).get(0).text()).isEqualTo("late");
    }

    @Test
    void sendsAllMessagesInOrderAfterTelegramRefusedTheFirstForAWhile() {
        long user = someone();
        TELEGRAM.answerNext(user, 429, "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":1}}");

        say(user, "/start", "en");
        say(user, "/help", "en");

        List<FakeTelegram.Call> calls = messages(user, 3);
        assertThat(calls.get(1).text()).startsWith("Hi!");
        assertThat(calls.get(2).text()).startsWith("Send me a photo");
    }

    @Test
    void triesAgainWhenTelegramIsBroken() {
        long user = someone();
        TELEGRAM.answerNext(user, 500, "{\"ok\":false,\"error_code\":500}");
        TELEGRAM.answerNext(user, 0, "");

        say(user, "/start", "en");

        messages(user, 3);
        await().atMost(LIMIT)
                .until(() -> count("select count(*) from outgoing_message where outcome = 'sent' and chat_id = " + user)
                        == 1);
    }

    @Test
    void leavesInPeaceWhoHasBlockedTheBot() {
        long user = someone();
        TELEGRAM.answerNext(
                user, 403, "{\"ok\":false,\"error_code\":403,\"description\":\"bot was blocked by the user\"}");
        say(user, "/start", "en");
        await().atMost(LIMIT)
                .until(() -> count("select count(*) from person where unreachable_at is not null"
                                + " and telegram_id = " + user)
                        == 1);

        publish(completed(user));
        awaitEvents();

        assertThat(TELEGRAM.messagesTo(user)).hasSize(1);
        say(user, "/start", "en");
        messages(user, 2);
    }

    @Test
    void saysTheBalanceInThePersonsOwnLanguage() {
        long user = someone();
        UserId userId = UserId.ofTelegram(user);
        publish(new UserRegistered(userId, user, "en", Instant.now()));
        publish(new UserUpdated(userId, user, "ru", false, Instant.now()));
        publish(new BalanceChanged(userId, 2, balance(21, 7), Instant.now()));
        publish(new BalanceChanged(userId, 1, balance(500, 10), Instant.now()));
        awaitEvents();

        say(user, "/balance", "en");

        assertThat(messages(user, 1).get(0).text())
                .contains("21 кредит\n")
                .contains("Бесплатно в этом месяце: 7 действий, обновление 1 января")
                .doesNotContain("энерги")
                .doesNotContain("алмаз");
    }

    @Test
    void saysThatThereIsNothingToShowYet() {
        long user = someone();

        say(user, "/balance", "ru");

        assertThat(messages(user, 1).get(0).text()).startsWith("Показать пока нечего");
    }

    @Test
    void sendsOneNoticeOfAReadyImageToUsersWhoStartedTheBot() {
        long user = someone();
        long silent = someone();
        publish(new UserRegistered(UserId.ofTelegram(silent), silent, "ru", Instant.now()));
        say(user, "/start", "en");
        messages(user, 1);
        JobChanged completed = completed(user);

        publish(completed);
        publish(completed);
        publish(completed(silent));
        awaitEvents();

        FakeTelegram.Call notice = messages(user, 2).get(1);
        assertThat(notice.text()).isEqualTo("Your picture is ready.");
        assertThat(notice.body().path("disable_notification").asBoolean()).isTrue();
        assertThat(TELEGRAM.messagesTo(user)).hasSize(2);
        assertThat(TELEGRAM.messagesTo(silent)).isEmpty();
    }

    @Test
    void sendsANoticeOfAReadyImageToUsersWhoAllowedMessages() {
        long user = someone();
        publish(new UserRegistered(UserId.ofTelegram(user), user, "en", Instant.now()));
        awaitEvents();

        sendContent(user, "\"write_access_allowed\":{\"from_request\":true}", "en");
        say(user, "/help", "en");
        messages(user, 1);
        publish(completed(user));

        assertThat(messages(user, 2).get(1).text()).isEqualTo("Your picture is ready.");
    }

    private static Balance balance(long credits, long freeActions) {
        Instant renewsAt = Instant.parse("2031-12-31T21:00:00Z");
        return new Balance(
                Map.of(Source.CREDITS, credits, Source.ENERGY, 3L),
                null,
                new Balance.FreeQuotaBalance(freeActions, renewsAt),
                new Balance.HeldUnitsBalance(Map.of(), 0));
    }

    private static JobChanged completed(long user) {
        return new JobChanged(
                UserId.ofTelegram(user),
                UUID.randomUUID(),
                "try-on",
                JobStatus.COMPLETED,
                3,
                null,
                null,
                null,
                Instant.now());
    }
}
