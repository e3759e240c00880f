package studio.atelier.auth.initdata;

import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses how initData is verified. */
@Configuration(proxyBeanMethods = false)
class InitDataConfiguration {

    @Bean
    InitDataSignatureCheck signatureCheck(TelegramLoginProperties telegram) {
        return telegram.botToken().isEmpty()
                ? new Ed25519SignatureCheck(Objects.requireNonNull(telegram.botId()), telegram.publicKey())
                : new HmacSignatureCheck(telegram.botToken());
    }
}
