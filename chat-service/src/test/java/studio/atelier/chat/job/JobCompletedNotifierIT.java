package studio.atelier.chat.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.chat.ChatServiceTest;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.event.ReceivedEvent;

class JobCompletedNotifierIT extends ChatServiceTest {

    private static final int MANY = 100;
    private static final int HANDFUL = 10;
    private static final Duration TOPIC_RETENTION = Duration.ofDays(7);

    @Autowired
    @Qualifier("jobEvents")
    private EventSubscription subscription;

    @Test
    void looksForManyUsersWithoutAChatInAHandfulOfStatements() {
        List<JobChanged> completed = LongStream.range(0, MANY)
                .mapToObj(i -> completed(someone(), Instant.now()))
                .toList();
        DistributionSummary batches =
                meters.get("atelier.batch.size").tag("kind", "job-notices").summary();
        long statements = batches.count();
        double calls = batches.totalAmount();

        Flux.fromIterable(completed).flatMap(this::deliver, MANY).blockLast(LIMIT);

        assertThat(batches.totalAmount() - calls).isEqualTo(MANY);
        assertThat(batches.count() - statements).isLessThanOrEqualTo(HANDFUL);
        assertThat(completed).allSatisfy(job -> assertThat(notices(job)).isZero());
    }

    @Test
    void marksNoEventInTheInbox() {
        long user = someone();
        publish(completed(user, Instant.now()));
        publish(new UserRegistered(UserId.ofTelegram(user), user, "en", Instant.now()));
        awaitEvents();

        assertThat(count("select count(*) from inbox where consumer_group like '%people'"))
                .isPositive();
        assertThat(count("select count(*) from inbox where consumer_group like '%job-notices'"))
                .isZero();
    }

    @Test
    void sendsNoNoticeToAUserWhoIsKnownButHasNoChat() {
        long user = someone();
        publish(new UserRegistered(UserId.ofTelegram(user), user, "en", Instant.now()));
        awaitEvents();
        JobChanged job = completed(user, Instant.now());

        deliver(job).block(LIMIT);

        assertThat(notices(job)).isZero();
    }

    @Test
    void notifiesOnlyTheUsersWithAChatOfManyAtOnce() {
        long first = startedUser();
        long second = startedUser();
        List<JobChanged> completed = LongStream.range(0, MANY)
                .mapToObj(i -> completed(i == 30 ? first : i == 70 ? second : someone(), Instant.now()))
                .toList();

        Flux.fromIterable(completed).flatMap(this::deliver, MANY).blockLast(LIMIT);

        messages(first, 2);
        messages(second, 2);
        assertThat(completed.stream().filter(job -> notices(job) > 0).map(JobChanged::userId))
                .containsExactly(UserId.ofTelegram(first), UserId.ofTelegram(second));
    }

    @Test
    void sendsOneNoticeOfAJobForAsLongAsTheTopicMayDeliverItsEventAgain() {
        long user = startedUser();
        JobChanged job = completed(user, Instant.now());
        Flux.just(job, job).flatMap(this::deliver).blockLast(LIMIT);
        awaitSent(job);

        deliver(job).block(LIMIT);
        endMessageEarlier(job, TOPIC_RETENTION);
        runTask("old-bot-messages");
        deliver(job).block(LIMIT);
        say(user, "/help", "en");

        assertThat(messages(user, 3)).hasSize(3);
        assertThat(TELEGRAM.messagesTo(user).get(2).text()).startsWith("Send me a photo");
    }

    @Test
    void sendsNoNoticeOfAJobThatCompletedLongAgo() {
        JobChanged job = completed(someone(), Instant.now().minus(Duration.ofMinutes(31)));

        assertThat(subscription.handlerOf(job)).isEmpty();
    }

    private long startedUser() {
        long user = someone();
        say(user, "/start", "en");
        messages(user, 1);
        return user;
    }

    private Mono<Void> deliver(JobChanged event) {
        return subscription
                .handlerOf(event)
                .orElseThrow()
                .apply(new ReceivedEvent<>(UuidV7Generator.nextUuid(), "generation-service", Instant.now(), event));
    }

    private void awaitSent(JobChanged job) {
        await().atMost(LIMIT)
                .until(() -> count("select count(*) from outgoing_message where outcome = 'sent' and reason = '"
                                + reason(job) + "'")
                        == 1);
    }

    private void endMessageEarlier(JobChanged job, Duration age) {
        run("update outgoing_message set ended_at = now() - interval '" + age.toSeconds() + " seconds' where reason = '"
                + reason(job) + "'");
    }

    private long notices(JobChanged job) {
        return count("select count(*) from outgoing_message where reason = '" + reason(job) + "'");
    }

    private static String reason(JobChanged job) {
        return "job:" + job.jobId() + ":completed";
    }

    private static JobChanged completed(long user, Instant at) {
        return new JobChanged(
                UserId.ofTelegram(user), UUID.randomUUID(), "try-on", JobStatus.COMPLETED, 3, null, null, null, at);
    }
}
