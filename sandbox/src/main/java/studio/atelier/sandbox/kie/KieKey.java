package studio.atelier.sandbox.kie;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.SandboxProperties;

/** The account's API key. */
@Component
class KieKey {

    private final String expected;

    KieKey(SandboxProperties properties) {
        this.expected = "Bearer " + properties.kie().apiKey();
    }

    /** Refuses with code 401 in an HTTP 200, as kie.ai does. */
    void check(@Nullable String authorization) {
        if (!expected.equals(authorization)) {
            throw KieRefusal.unauthorized();
        }
    }
}
