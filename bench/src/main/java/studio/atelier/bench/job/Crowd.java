package studio.atelier.bench.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import studio.atelier.e2e.Await;
import studio.atelier.e2e.Http;
import studio.atelier.e2e.Parallel;
import studio.atelier.e2e.Person;
import studio.atelier.e2e.Sandbox;
import studio.atelier.e2e.Stack;

/** Many users with uploads and credits, who share the connections of one client. */
final class Crowd {

    private static final int AT_ONCE = 4;
    private static final Duration ENTRY_LIMIT = Duration.ofMinutes(1);
    private static final Duration ENTRY_PACE = Duration.ofMillis(500);
    private static final int SUBMISSIONS_AT_ONCE = 16;
    private static final long CREDITS = 10_000;
    private static final int ACCEPTED = 202;

    private final Http http;
    private final List<Member> members;

    private Crowd(Http http, List<Member> members) {
        this.http = http;
        this.members = members;
    }

    /** Logs in this many new users. */
    static Crowd of(Stack stack, int size) {
        Sandbox sandbox = new Sandbox(stack.sandbox());
        byte[] person = sandbox.sample("anna");
        byte[] item = sandbox.sample("shirt");
        Callable<Member> entry = () -> entered(stack, sandbox, person, item);
        List<Member> members = Parallel.callAll(AT_ONCE, Collections.nCopies(size, entry));
        return new Crowd(new Http(stack.gateway()), members);
    }

    /** Retries: a stack that has just started on a busy machine refuses some requests. */
    private static Member entered(Stack stack, Sandbox sandbox, byte[] personPhoto, byte[] itemPhoto) {
        return Await.until(
                "a user to log in",
                ENTRY_LIMIT,
                ENTRY_PACE,
                () -> enter(stack, sandbox, personPhoto, itemPhoto),
                member -> true);
    }

    private static Member enter(Stack stack, Sandbox sandbox, byte[] personPhoto, byte[] itemPhoto) {
        Person person = Person.newcomer(stack);
        sandbox.grant(person.telegramId(), "CREDITS", CREDITS);
        Map<String, Object> order = Person.tryOnOrder(person.upload(personPhoto), person.upload(itemPhoto));
        return new Member(person, order);
    }

    /** Submits a try-on of the user whose turn it is; completes with the job's id when it is admitted. */
    CompletableFuture<UUID> submit(int turn) {
        return submit(turn, UUID.randomUUID().toString());
    }

    private CompletableFuture<UUID> submit(int turn, String key) {
        Member member = member(turn);
        Map<String, String> headers = member.person().headers(key);
        return http.sendLater("POST", "/api/v1/generations", headers, member.order())
                .thenApply(Crowd::admitted);
    }

    /** Submits the first try-ons, a few concurrently; repeats a request that a cold stack refuses. */
    void submitPatiently(int count) {
        List<Callable<UUID>> submissions = IntStream.range(0, count)
                .<Callable<UUID>>mapToObj(turn -> () -> submitUntilAdmitted(turn))
                .toList();
        Parallel.callAll(AT_ONCE, submissions);
    }

    private UUID submitUntilAdmitted(int turn) {
        String key = UUID.randomUUID().toString();
        return Await.until(
                "a try-on to be admitted",
                ENTRY_LIMIT,
                ENTRY_PACE,
                () -> submit(turn, key).join(),
                job -> true);
    }

    /**
     * Submits many try-ons, some concurrently, starting with this turn.
     *
     * @return how long it took to have all of them admitted
     */
    Duration submitAll(int firstTurn, int count) {
        long begun = System.nanoTime();
        Semaphore free = new Semaphore(SUBMISSIONS_AT_ONCE);
        List<CompletableFuture<UUID>> admissions = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            free.acquireUninterruptibly();
            admissions.add(submit(firstTurn + number).whenComplete((job, failure) -> free.release()));
        }
        CompletableFuture.allOf(admissions.toArray(CompletableFuture[]::new)).join();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static UUID admitted(Http.Answer answer) {
        if (answer.status() != ACCEPTED) {
            throw new IllegalStateException("A try-on was not admitted: " + answer);
        }
        return UUID.fromString(answer.text("/id"));
    }

    /** Reads the balance of the user whose turn it is: the simplest round trip through the gateway. */
    CompletableFuture<?> readBalance(int turn) {
        return http.sendLater(
                        "GET", "/api/v1/billing/balance", member(turn).person().headers(null), null)
                .thenAccept(answer -> {
                    if (answer.status() != 200) {
                        throw new IllegalStateException("The balance was not returned: " + answer);
                    }
                });
    }

    /** The user whose turn it is. */
    Person person(int turn) {
        return member(turn).person();
    }

    private Member member(int turn) {
        return members.get(turn % members.size());
    }

    private record Member(Person person, Map<String, Object> order) {}
}
