package studio.atelier.local.infra;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The three servers that the services need. */
public record Infrastructure(PostgresServer postgres, KafkaServer kafka, RedisServer redis) implements AutoCloseable {

    /** In stop order: a server that others write to comes last. */
    public List<Server> servers() {
        return List.of(kafka, redis, postgres);
    }

    /**
     * Starts all three concurrently and returns when all answer.
     *
     * @throws ServerException of the first that fails; the others are then stopped
     */
    public void start() {
        try {
            together(servers().stream(), Server::start);
        } catch (ServerException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        together(servers().stream(), Server::stop);
    }

    private static void together(Stream<Server> servers, Consumer<Server> step) {
        CompletableFuture<?>[] running = servers.map(
                        server -> CompletableFuture.runAsync(() -> step.accept(server), Infrastructure::inItsOwnThread))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(running).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ServerException failure ? failure : new ServerException("A server failed", e);
        }
    }

    private static void inItsOwnThread(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }
}
