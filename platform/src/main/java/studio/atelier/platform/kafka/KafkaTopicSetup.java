package studio.atelier.platform.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;

/**
 * Creates the topics: the first service to start does so as soon as a broker is available. Nothing is published or read
 * before that; a service starts without Kafka.
 */
public final class KafkaTopicSetup {

    private static final Logger log = LoggerFactory.getLogger(KafkaTopicSetup.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(90);

    private final KafkaProperties properties;
    private final KafkaBrokerNames names;
    private final Supplier<Stream<EventSubscription>> subscriptions;
    private final Mono<Map<String, Integer>> ready;

    /** @param subscriptions read only when topics are created: handlers may depend on beans that need topics */
    KafkaTopicSetup(
            KafkaProperties properties, KafkaBrokerNames names, Supplier<Stream<EventSubscription>> subscriptions) {
        this.properties = properties;
        this.names = names;
        this.subscriptions = subscriptions;
        this.ready = Mono.fromCallable(this::createMissing)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(error -> log.warn(
                        "Kafka at {} is not ready; topic setup is retried: {}",
                        properties.bootstrapServers(),
                        describeCause(error)))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_BACKOFF).maxBackoff(LONGEST_BACKOFF))
                .cache();
    }

    /** The number of partitions of each topic, by its name at the broker; emitted when all topics exist. */
    public Mono<Map<String, Integer>> awaitTopics() {
        return ready;
    }

    private static String describeCause(Throwable error) {
        return error.getCause() == null ? error.toString() : error.getCause().toString();
    }

    private Map<String, Integer> createMissing() throws ExecutionException, InterruptedException, TimeoutException {
        List<NewTopic> wanted = listWantedTopics().toList();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000))) {
            createMissing(admin, wanted);
            return countPartitions(admin, wanted.stream().map(NewTopic::name).toList());
        }
    }

    private static void createMissing(Admin admin, List<NewTopic> wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (var creation : admin.createTopics(wanted).values().values()) {
            try {
                creation.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static Map<String, Integer> countPartitions(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Integer> partitions = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .forEach((name, description) ->
                        partitions.put(name, description.partitions().size()));
        return Map.copyOf(partitions);
    }

    private Stream<NewTopic> listWantedTopics() {
        return Stream.concat(
                Stream.of(EventTopic.values()).map(this::toEventTopic),
                subscriptions.get().map(subscription -> deadLetters(names.deadLetters(subscription))));
    }

    private NewTopic toEventTopic(EventTopic topic) {
        NewTopic wanted =
                new NewTopic(names.topicName(topic), Optional.of(properties.partitions()), Optional.<Short>empty());
        return wanted.configs(
                topic.isCompacted()
                        ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                        : Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(RETENTION.toMillis())));
    }

    private static NewTopic deadLetters(String name) {
        return new NewTopic(name, Optional.of(1), Optional.<Short>empty())
                .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(DEAD_LETTER_RETENTION.toMillis())));
    }
}
