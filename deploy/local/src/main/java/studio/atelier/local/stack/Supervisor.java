package studio.atelier.local.stack;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import studio.atelier.local.infra.Binaries;
import studio.atelier.local.infra.KafkaServer;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.infra.RedisServer;
import studio.atelier.local.infra.ServerException;
import studio.atelier.local.process.Ports;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.Addresses;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.Service;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;
import studio.atelier.local.settings.StackPorts;
import studio.atelier.local.settings.Wishes;

/** Starts a stack, restarts its processes when they end, and stops them. */
public final class Supervisor {

    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOG_CHECK = Duration.ofSeconds(10);
    private static final int SERVICES_AT_ONCE = 2;
    private static final int ALL_AT_ONCE = 16;
    private static final String MARK = "supervisor";

    private final StackDirectory directory;
    private final Environment environment;
    private final Wishes wishes;
    private final Console console;
    private final Readiness readiness = new Readiness();
    private final List<Kept> infrastructure = new ArrayList<>();
    private final List<Kept> services = new ArrayList<>();
    private final PostgresServer postgres;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Supervisor(StackDirectory directory, Environment environment, Wishes wishes, Console console) {
        this.directory = directory;
        this.environment = environment;
        this.wishes = wishes;
        this.console = console;
        this.postgres = addInfrastructure();
        addServices();
    }

    /** Whether a supervisor runs in the directory and so holds its lock. */
    public static boolean runs(StackDirectory directory) throws IOException {
        if (!Files.exists(directory.lock())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(directory.lock(), StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        }
    }

    /**
     * Runs a stack until a signal ends it.
     *
     * @return the exit code: 0, also if the stack already runs, or 1 if a part did not start
     */
    public static int run(StackDirectory directory, Map<String, String> shell, Wishes wishes, PrintStream out)
            throws IOException {
        Console console = new Console(out);
        directory.create();
        try (FileChannel channel =
                FileChannel.open(directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                console.say("Atelier runs already. ./atelier status shows it, ./atelier down ends it.");
                Addresses.of(Environment.ofLastStart(directory)).print(out);
                return 0;
            }
            Files.deleteIfExists(directory.readyMark());
            Leftovers.end(directory, console);
            Environment environment = Environment.prepare(directory, shell);
            environment.ports().requireFree(wishes);
            return new Supervisor(directory, environment, wishes, console).runToTheEnd(out);
        }
    }

    private int runToTheEnd(PrintStream out) throws IOException {
        long begun = System.nanoTime();
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
        new ProcessMark(MARK, -1, self, 0, "", 0, null).write(directory);
        Thread atSignal = new Thread(this::end, "end");
        Runtime.getRuntime().addShutdownHook(atSignal);
        try {
            start();
        } catch (StackException | ServerException e) {
            return givenUp(e, atSignal);
        }
        Files.writeString(directory.readyMark(), "");
        console.say("");
        console.say(
                "Atelier is ready after %s.".formatted(Console.seconds(Duration.ofNanos(System.nanoTime() - begun))));
        Addresses.of(environment).print(out);
        watchLogs();
        return 0;
    }

    private void start() {
        console.say("Starting PostgreSQL, Kafka and Redis (data in " + directory.run() + ")");
        together(infrastructure, ALL_AT_ONCE, kept -> kept.start(readiness, READY_LIMIT));
        if (postgres.isRunning()) {
            new Databases(postgres, environment).create();
        }
        if (!services.isEmpty()) {
            console.say("Starting the services, two at a time (logs in " + directory.logs() + ")");
            together(services, SERVICES_AT_ONCE, kept -> kept.start(readiness, READY_LIMIT));
        }
    }

    private int givenUp(RuntimeException reason, Thread atSignal) {
        if (ended.getCount() == 0) {
            return 0; // a signal came during the start; the shutdown hook stops everything
        }
        Runtime.getRuntime().removeShutdownHook(atSignal);
        console.say("");
        console.say("✗ " + reason.getMessage());
        end();
        return 1;
    }

    /** Stops the gateway first, so that no new requests arrive, and the infrastructure last. */
    private void end() {
        ended.countDown();
        console.say("Ending the services, then Kafka, Redis and PostgreSQL");
        List<Kept> gateways = services.stream()
                .filter(kept -> kept.name().startsWith("gateway"))
                .toList();
        List<Kept> sandbox =
                services.stream().filter(kept -> "sandbox".equals(kept.name())).toList();
        List<Kept> others = services.stream()
                .filter(kept -> !gateways.contains(kept) && !sandbox.contains(kept))
                .toList();
        for (List<Kept> group : List.of(gateways, others, sandbox, infrastructure)) {
            together(group, ALL_AT_ONCE, Kept::stop);
        }
        ProcessMark.delete(directory, MARK);
        deleteReadyMark();
        console.say("Everything has ended.");
    }

    private void deleteReadyMark() {
        try {
            Files.deleteIfExists(directory.readyMark());
        } catch (IOException e) {
            console.say("  ! " + e.getMessage());
        }
    }

    private void watchLogs() {
        try {
            while (!ended.await(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                LogFiles.rotate(directory.logs());
            }
        } catch (IOException e) {
            console.say("  ! The logs are no longer kept small: " + e.getMessage());
            watchNothing();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchNothing() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PostgresServer addInfrastructure() {
        StackPorts ports = environment.ports();
        Binaries binaries = new Binaries(directory.cache().resolve("binaries"));
        PostgresServer database = new PostgresServer(
                directory.data("postgres"),
                ports.postgres(),
                binaries,
                environment.superuserPassword(),
                PostgresServer.forOneMachine());
        KafkaServer kafka = new KafkaServer(
                directory.data("kafka"),
                ports.kafka(),
                ports.kafkaController(),
                KafkaServer.forOneMachine(directory.cache().resolve("kafka.jsa")));
        RedisServer redis = new RedisServer(directory.data("redis"), ports.redis(), binaries);
        keepInfrastructure(new InfraProcess("postgres", database));
        keepInfrastructure(new InfraProcess("redis", redis));
        keepInfrastructure(new InfraProcess("kafka", kafka));
        return database;
    }

    private void keepInfrastructure(InfraProcess process) {
        if (wishes.wants(process.name())) {
            infrastructure.add(kept(process, infrastructure.size()));
            linkLog(process);
        }
    }

    private void addServices() {
        Service.all(environment.ports()).stream()
                .filter(service -> wishes.wants(service.name()))
                .forEach(this::keepService);
        for (int number = 1; number <= wishes.workers(); number++) {
            keepService(Service.worker(number, Ports.free(), Ports.free()));
        }
    }

    private void keepService(Service service) {
        int order = infrastructure.size() + services.size();
        services.add(kept(new ServiceProcess(service, directory, environment), order));
    }

    private Kept kept(Startable startable, int order) {
        return new Kept(startable, order, environment.longestRestartPause(), directory, console);
    }

    /** Links the log so that all logs are in one directory. */
    private void linkLog(InfraProcess process) {
        try {
            Path link = directory.log(process.name());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(
                    link, directory.logs().relativize(process.server().log()));
        } catch (IOException e) {
            throw new StackException("Cannot link the log of " + process.name() + ": " + e.getMessage(), e);
        }
    }

    /** Runs a step for all, some at a time. The first failure cancels the others and is thrown. */
    private static void together(List<Kept> all, int atOnce, Consumer<Kept> step) {
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            CompletionService<Void> steps = new ExecutorCompletionService<>(threads);
            List<Future<Void>> started = all.stream()
                    .map(kept -> steps.submit(() -> step.accept(kept), null))
                    .toList();
            try {
                for (int finished = 0; finished < started.size(); finished++) {
                    steps.take().get();
                }
            } finally {
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted", e);
        }
    }
}
