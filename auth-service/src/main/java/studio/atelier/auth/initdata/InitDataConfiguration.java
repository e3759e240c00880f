package studio.atelier.auth.initdata;

import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses how initData is proved. */
@Configuration(proxyBeanMethods = false)
class InitDataConfiguration {

    @Bean
    SignatureCheck signatureCheck(TelegramProperties telegram) {
        return telegram.botToken().isEmpty()
                ? new Ed25519Check(Objects.requireNonNull(telegram.botId()), telegram.publicKey())
                : new HmacCheck(telegram.botToken());
    }
}
