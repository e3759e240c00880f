package studio.atelier.platform.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.database.SameTransaction;
import studio.atelier.platform.outbox.TransactionalOutbox;

class RestartNoticeSenderTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final List<AtelierEvent> published = new ArrayList<>();
    private final TransactionalOutbox outbox = event -> Mono.fromRunnable(() -> published.add(event));

    @TempDir
    Path directory;

    @Test
    void notifiesOperatorsWhyTheProcessBeforeEnded() throws IOException {
        noticeAfter("ended heap no memory is left\n", outbox).notifyOperators();

        assertThat(published)
                .containsExactly(new OperatorNotice(
                        OperatorNotice.OperatorNoticeKind.PROCESS_RESTARTED,
                        "auth-service",
                        Map.of("cause", "heap", "reason", "no memory is left"),
                        NOW));
    }

    @Test
    void sendsNoNoticeAfterAnOrdinaryEnd() throws IOException {
        noticeAfter("", outbox).notifyOperators();

        assertThat(published).isEmpty();
    }

    @Test
    void sendsNoNoticeWithoutAnOutbox() throws IOException {
        noticeAfter("heap no memory is left\n", null).notifyOperators();

        assertThat(published).isEmpty();
    }

    private RestartNoticeSender noticeAfter(String line, @Nullable TransactionalOutbox available) throws IOException {
        Path file = Files.writeString(directory.resolve("end-reason"), line);
        ObjectProvider<TransactionalOutbox> outboxes = mock();
        when(outboxes.getIfAvailable()).thenReturn(available);
        when(outboxes.getObject()).thenReturn(available);
        ObjectProvider<DatabaseTransactions> transactions = mock();
        when(transactions.getObject()).thenReturn(new SameTransaction());
        return new RestartNoticeSender(
                "auth-service",
                ProcessEndReasonFile.openFile(file),
                outboxes,
                transactions,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
