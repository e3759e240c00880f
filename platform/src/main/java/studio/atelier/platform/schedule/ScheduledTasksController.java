package studio.atelier.platform.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.OperatorPath;

/** The scheduled tasks of a service, for operators. */
@RestController
@RequestMapping({OperatorPath.PATTERN + "/scheduled-tasks", OperatorPath.OWN + "/scheduled-tasks"})
class ScheduledTasksController {

    private final ScheduledTasks tasks;
    private final OperatorPath path;

    ScheduledTasksController(ScheduledTasks tasks, OperatorPath path) {
        this.tasks = tasks;
        this.path = path;
    }

    /** How they stand. */
    @GetMapping
    Mono<Items> list(@PathVariable(required = false) @Nullable String service) {
        return path.check(service).then(tasks.list().collectList()).map(Items::new);
    }

    /** Makes one due at once. */
    @PostMapping("/{name}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Void> runNow(@PathVariable(required = false) @Nullable String service, @PathVariable String name) {
        return path.check(service).then(tasks.runNow(name));
    }

    record Items(List<TaskState> items) {}
}
