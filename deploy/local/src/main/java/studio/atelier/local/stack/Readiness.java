package studio.atelier.local.stack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import studio.atelier.local.process.HttpProbe;

/** Checks whether a process is ready: 503 and no response mean no. */
public final class Readiness {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final int SERVER_ERROR = 500;

    private final HttpProbe probe = new HttpProbe(ANSWER_LIMIT);

    public boolean isReady(URI address) {
        try {
            return probe.get(address, Map.of()).statusCode() < SERVER_ERROR;
        } catch (IOException e) {
            return false;
        }
    }
}
