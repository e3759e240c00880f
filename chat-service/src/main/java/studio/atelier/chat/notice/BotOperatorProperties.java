package studio.atelier.chat.notice;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operators.
 *
 * @param adminIds their Telegram ids, the same as in the auth service
 */
@ConfigurationProperties("atelier.chat.operators")
record BotOperatorProperties(@DefaultValue Set<Long> adminIds) {

    /** Copies the ids. */
    BotOperatorProperties {
        adminIds = Set.copyOf(adminIds);
    }
}
