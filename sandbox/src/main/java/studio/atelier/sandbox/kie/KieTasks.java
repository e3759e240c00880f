package studio.atelier.sandbox.kie;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.SandboxProperties;

/** All tasks, up to a limit beyond which the oldest is deleted. */
@Component
public class KieTasks implements Resettable {

    private final Map<String, KieTask> oldestFirst;

    KieTasks(SandboxProperties properties) {
        this.oldestFirst = new BoundedMap<>(properties.kie().maxTasks());
    }

    synchronized void add(KieTask task) {
        oldestFirst.put(task.taskId(), task);
    }

    public synchronized Optional<KieTask> find(String taskId) {
        return Optional.ofNullable(oldestFirst.get(taskId));
    }

    /** Changes the task if it still exists, and returns the changed task. */
    synchronized Optional<KieTask> change(String taskId, UnaryOperator<KieTask> change) {
        return Optional.ofNullable(oldestFirst.computeIfPresent(taskId, (id, task) -> change.apply(task)));
    }

    public synchronized List<KieTask> newest(int count, Predicate<KieTask> which) {
        return new ArrayList<>(oldestFirst.values())
                .reversed().stream().filter(which).limit(count).toList();
    }

    public synchronized int size() {
        return oldestFirst.size();
    }

    @Override
    public synchronized void reset() {
        oldestFirst.clear();
    }
}
