package studio.atelier.platform.schedule;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.OperatorApiPath;

/** The scheduled tasks of a service, for operators. */
@RestController
@RequestMapping({OperatorApiPath.PATTERN + "/scheduled-tasks", OperatorApiPath.OWN + "/scheduled-tasks"})
class ScheduledTasksController {

    private final ScheduledTasks tasks;

    ScheduledTasksController(ScheduledTasks tasks) {
        this.tasks = tasks;
    }

    /** Lists the states of the scheduled tasks. */
    @GetMapping
    Mono<Items> listScheduledTasks() {
        return tasks.listScheduledTasks().collectList().map(Items::new);
    }

    /** Makes a scheduled task due at once. */
    @PostMapping("/{name}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Void> runNow(@PathVariable String name) {
        return tasks.runNow(name);
    }

    record Items(List<TaskState> items) {}
}
