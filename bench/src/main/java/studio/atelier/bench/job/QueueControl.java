package studio.atelier.bench.job;

import studio.atelier.e2e.Person;
import studio.atelier.e2e.Stack;

/** Pauses and resumes a queue, as an operator. */
final class QueueControl {

    private final Person operator;
    private final String queue;

    QueueControl(Stack stack, String queue) {
        this.operator = Person.login(stack, Long.parseLong(stack.setting("ATELIER_TELEGRAM_ADMIN_IDS")));
        this.queue = queue;
    }

    /** From now on no waiting job is started. */
    void pause() {
        order("pause");
    }

    void resume() {
        order("resume");
    }

    private void order(String what) {
        var answer = operator.post("/api/v1/admin/generation/queues/" + queue + "/" + what, null);
        if (answer.status() != 200) {
            throw new IllegalStateException("The queue did not accept the command " + what + ": " + answer);
        }
    }
}
