package studio.atelier.chat.webhook;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.TelegramBotMenu;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.TelegramWebhookInfo;
import studio.atelier.chat.telegram.TelegramBotProperties;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Keeps our webhook and the bot's menu registered with Telegram, also after another party has changed the URL. */
@Component
class WebhookScheduledTask implements ScheduledTask {

    /** The kinds of updates that we handle. Omitting them would keep the previous setting. */
    private static final List<String> KINDS = List.of("message", "my_chat_member");

    private static final Logger log = LoggerFactory.getLogger(WebhookScheduledTask.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final TelegramApi telegram;
    private final TelegramBotMenu menu;
    private final TelegramBotProperties properties;

    WebhookScheduledTask(TelegramApi telegram, TelegramBotMenu menu, TelegramBotProperties properties) {
        this.telegram = telegram;
        this.menu = menu;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "telegram-webhook";
    }

    @Override
    public String description() {
        return "Checks that Telegram sends updates to our address, and tells it the address if not; tells it the bot's commands and menu button if that failed at the start.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(EVERY);
    }

    @Override
    public Mono<String> runScheduledTask() {
        return properties.isEnabled()
                ? telegram.webhookInfo().flatMap(this::checkWebhook)
                : Mono.just("no bot is configured");
    }

    private Mono<String> checkWebhook(TelegramWebhookInfo info) {
        return checkUrl(info).delayUntil(checked -> menu.publishMenu());
    }

    private Mono<String> checkUrl(TelegramWebhookInfo info) {
        if (!info.lastError().isEmpty()) {
            log.warn("Telegram recently failed to deliver an update: {}", info.lastError());
        }
        return info.url().equals(properties.webhookUrl())
                ? Mono.just(info.pending() + " updates wait at Telegram")
                : setWebhook().thenReturn("address set");
    }

    /** Registers the URL and the secret, which Telegram never returns, and publishes the bot's menu. */
    Mono<Void> registerWebhook() {
        return setWebhook().then(menu.publishMenu());
    }

    private Mono<Void> setWebhook() {
        return telegram.setWebhook(properties.webhookUrl(), properties.webhookSecret(), KINDS);
    }
}
