package studio.atelier.chat.notice;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who the operators are.
 *
 * @param adminIds their Telegram ids, as the auth service has them
 */
@ConfigurationProperties("atelier.chat.operators")
record BotOperatorProperties(@DefaultValue Set<Long> adminIds) {

    /** Copies the ids. */
    BotOperatorProperties {
        adminIds = Set.copyOf(adminIds);
    }
}
