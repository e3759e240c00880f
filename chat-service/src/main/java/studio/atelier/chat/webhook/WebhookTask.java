package studio.atelier.chat.webhook;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.bot.BotMenu;
import studio.atelier.chat.telegram.TelegramApi;
import studio.atelier.chat.telegram.TelegramApi.WebhookInfo;
import studio.atelier.chat.telegram.TelegramProperties;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/**
 * Keeps Telegram sending us updates, also after somebody else has changed the address, and showing what the bot offers.
 */
@Component
class WebhookTask implements ScheduledTask {

    /** What we handle. Leaving them out would keep whatever was asked for before. */
    private static final List<String> KINDS = List.of("message", "my_chat_member");

    private static final Logger log = LoggerFactory.getLogger(WebhookTask.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final TelegramApi telegram;
    private final BotMenu menu;
    private final TelegramProperties properties;

    WebhookTask(TelegramApi telegram, BotMenu menu, TelegramProperties properties) {
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
    public Schedule schedule() {
        return new Schedule.Every(EVERY);
    }

    @Override
    public Mono<String> run() {
        return properties.enabled() ? telegram.webhookInfo().flatMap(this::check) : Mono.just("no bot is configured");
    }

    private Mono<String> check(WebhookInfo info) {
        return checkAddress(info).delayUntil(checked -> menu.publish());
    }

    private Mono<String> checkAddress(WebhookInfo info) {
        if (!info.lastError().isEmpty()) {
            log.warn("Telegram could not bring an update lately: {}", info.lastError());
        }
        return info.url().equals(properties.webhookUrl())
                ? Mono.just(info.pending() + " updates wait at Telegram")
                : tellAddress().thenReturn("address set");
    }

    /** Says the address and the secret, which Telegram never shows, and what the bot offers. */
    Mono<Void> tell() {
        return tellAddress().then(menu.publish());
    }

    private Mono<Void> tellAddress() {
        return telegram.setWebhook(properties.webhookUrl(), properties.webhookSecret(), KINDS);
    }
}
