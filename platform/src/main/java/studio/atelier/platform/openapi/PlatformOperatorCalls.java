package studio.atelier.platform.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.PathParameter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.web.OperatorApiPath;

/** The platform's own operations: the same in every service, distinguished by the service's name in the path. */
final class PlatformOperatorCalls {

    private static final String LETTERS = "/dead-letters";
    private static final String REPLAY = LETTERS + "/{group}/replay";
    private static final String TASKS = "/scheduled-tasks";
    private static final String RUN = TASKS + "/{name}/run";

    private PlatformOperatorCalls() {}

    /** Describes the operations, and removes the paths that the gateway does not offer. */
    static void describeCalls(OpenAPI document) {
        Paths paths = document.getPaths();
        List.of(LETTERS, REPLAY, TASKS, RUN).forEach(path -> paths.remove(OperatorApiPath.OWN + path));
        describeCall(paths, LETTERS, PathItem::getGet, "deadLetters", "Events that a service could not take");
        describeCall(paths, REPLAY, PathItem::getPost, "replayDeadLetters", "Have a service take them once more");
        describeCall(paths, TASKS, PathItem::getGet, "scheduledTasks", "How a service's scheduled tasks stand");
        describeCall(paths, RUN, PathItem::getPost, "runScheduledTask", "Make a scheduled task due at once");
    }

    private static void describeCall(
            Paths paths, String path, Function<PathItem, Operation> method, String id, String summary) {
        PathItem item = paths.get(OperatorApiPath.DESCRIBED + path);
        if (item != null) {
            Operation operation =
                    method.apply(item).operationId(id).summary(summary).tags(List.of("Operator: services"));
            operation.setParameters(withService(operation.getParameters()));
        }
    }

    /** Each service matches only its own name; together they are one operation with a parameter. */
    private static List<Parameter> withService(@Nullable List<Parameter> others) {
        Parameter service = new PathParameter()
                .name("service")
                .description("auth, billing, generation or chat")
                .schema(new StringSchema());
        return Stream.concat(Stream.of(service), others == null ? Stream.empty() : others.stream())
                .toList();
    }
}
