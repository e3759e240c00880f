package studio.atelier.chat.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import studio.atelier.chat.telegram.TelegramBotProperties;

/**
 * Registers our URL and menu with Telegram at each start, since the secret may have changed. If Telegram is unavailable
 * the service starts anyway, and the scheduled check registers them later.
 */
@Component
class WebhookStartupRegistration implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WebhookStartupRegistration.class);

    private final WebhookScheduledTask webhook;
    private final TelegramBotProperties properties;
    private Disposable registration = Disposables.disposed();

    WebhookStartupRegistration(WebhookScheduledTask webhook, TelegramBotProperties properties) {
        this.webhook = webhook;
        this.properties = properties;
    }

    @EventListener(ApplicationReadyEvent.class)
    void registerWebhook() {
        if (!properties.isEnabled()) {
            log.info("ATELIER_TELEGRAM_BOT_TOKEN is not set: the bot is off");
            return;
        }
        registration = webhook.registerWebhook()
                .subscribe(
                        done -> {},
                        error -> log.warn("Telegram webhook or menu not set: {}; will be retried", error.getMessage()),
                        () -> log.info("Telegram sends updates to {}", properties.webhookUrl()));
    }

    @Override
    public void destroy() {
        registration.dispose();
    }
}
