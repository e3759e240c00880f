package studio.atelier.sandbox.fault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and changes the plan of faults. A field that the body omits keeps its default (PUT) or its value (PATCH). */
@RestController
@RequestMapping("/sandbox/faults")
class FaultController {

    private final Faults faults;
    private final JsonMapper json;

    FaultController(Faults faults, JsonMapper json) {
        this.faults = faults;
        this.json = json;
    }

    @GetMapping
    FaultPlan plan() {
        return faults.plan();
    }

    /** The names of all faults, each with its moment. */
    @GetMapping("/kinds")
    Map<String, List<Kind>> kinds() {
        Map<String, List<Kind>> kinds = new LinkedHashMap<>();
        kinds.put("kie", kinds(KieFault.values()));
        kinds.put("telegram", kinds(TelegramFault.values()));
        for (ImageProvider provider : ImageProvider.values()) {
            kinds.put(
                    provider.id(),
                    kinds(Stream.of(ProviderFault.values())
                            .filter(fault -> fault.happensAt(provider))
                            .toArray(Fault[]::new)));
        }
        return kinds;
    }

    private static List<Kind> kinds(Fault... faults) {
        return Stream.of(faults)
                .map(fault -> new Kind(fault.name(), fault.moment().name()))
                .toList();
    }

    @PutMapping
    FaultPlan replace(@RequestBody ObjectNode body) {
        return putInForce(FaultPlan.CALM, body);
    }

    @PatchMapping
    FaultPlan change(@RequestBody ObjectNode body) {
        return putInForce(faults.plan(), body);
    }

    @PostMapping("/kie/next/{fault}")
    FaultPlan orderKie(@PathVariable KieFault fault, @RequestParam(defaultValue = "1") int count) {
        faults.orderNext(fault, count);
        return faults.plan();
    }

    @PostMapping("/telegram/next/{fault}")
    FaultPlan orderTelegram(@PathVariable TelegramFault fault, @RequestParam(defaultValue = "1") int count) {
        faults.orderNext(fault, count);
        return faults.plan();
    }

    @PostMapping("/{provider}/next/{fault}")
    FaultPlan orderAtProvider(
            @PathVariable String provider,
            @PathVariable ProviderFault fault,
            @RequestParam(defaultValue = "1") int count) {
        ImageProvider named = ImageProvider.byId(provider)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such service"));
        faults.orderNext(named, fault, count);
        return faults.plan();
    }

    @ExceptionHandler({JacksonException.class, IllegalArgumentException.class})
    ProblemDetail notAPlan(Exception exception) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(exception.getMessage()));
    }

    private FaultPlan putInForce(FaultPlan base, ObjectNode changes) {
        ObjectNode merged = json.valueToTree(base);
        merge(merged, changes, 0);
        FaultPlan plan = json.readerFor(FaultPlan.class)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(merged);
        faults.replace(plan);
        return plan;
    }

    /** Merges groups field by field; replaces a field's value, also a map of counts, as a whole. */
    private static void merge(ObjectNode base, ObjectNode changes, int depth) {
        changes.properties().forEach(change -> {
            JsonNode present = base.get(change.getKey());
            if (depth == 0 && present instanceof ObjectNode group && change.getValue() instanceof ObjectNode inner) {
                merge(group, inner, depth + 1);
            } else {
                base.set(change.getKey(), change.getValue());
            }
        });
    }

    record Kind(String name, String moment) {}
}
