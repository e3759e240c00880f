package studio.atelier.local.settings;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import studio.atelier.local.process.Ports;

/**
 * The ports of a stack: the documented ones, shifted by an offset so that several stacks can run on one machine.
 *
 * @param offset added to each port
 */
public record StackPorts(int offset) {

    private static final int GATEWAY = 8_080;
    private static final int SANDBOX = 8_090;
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_DEFAULT = 19_093;
    private static final int MANAGEMENT_DISTANCE = 1_000;
    private static final int OFFSET_STEP = 1_000;

    /** Amanda's port; browsers block it (the "bad ports" of the Fetch standard). */
    private static final int REFUSED_BY_BROWSERS = 10_080;

    public StackPorts {
        if (offset < 0 || HIGHEST_DEFAULT + offset > HIGHEST_PORT) {
            throw new StackException("ATELIER_PORT_OFFSET must be between 0 and %d, not %d"
                    .formatted(HIGHEST_PORT - HIGHEST_DEFAULT, offset));
        }
        if (!opensInBrowsers(offset)) {
            throw new StackException("ATELIER_PORT_OFFSET must not be %d: it leads to port %d, which browsers refuse"
                    .formatted(offset, REFUSED_BY_BROWSERS));
        }
    }

    /**
     * Checks before the start that no process listens on the ports of the selected processes.
     *
     * @throws StackException if one does; the message names it, and an offset at which all ports are free
     */
    public void requireFree(Wishes wishes) {
        byProcess()
                .forEach((process, ports) -> ports.stream()
                        .filter(port -> wishes.wants(process) && !Ports.isFree(port))
                        .findFirst()
                        .ifPresent(port -> {
                            throw new StackException(Ports.taken(port, process) + ". End that process, or start with "
                                    + adviceForFreePorts());
                        }));
    }

    /** The hint how to start on free ports, as {@code other ports: ./atelier up --port-offset 3000}. */
    public static String adviceForFreePorts() {
        return nextFree()
                .map(free -> "other ports: ./atelier up --port-offset " + free.offset())
                .orElse("other ports: no multiple of %d is free".formatted(OFFSET_STEP));
    }

    /**
     * The lowest offset in thousands at which all ports are free now. The ports of a stack without an offset stay
     * reserved even if none runs: at 1000 the services would take its management ports.
     */
    public static Optional<StackPorts> nextFree() {
        Set<Integer> ofNoOffset = new HashSet<>(new StackPorts(0).all());
        return IntStream.rangeClosed(1, (HIGHEST_PORT - HIGHEST_DEFAULT) / OFFSET_STEP)
                .map(step -> step * OFFSET_STEP)
                .filter(StackPorts::opensInBrowsers)
                .mapToObj(StackPorts::new)
                .filter(ports -> Collections.disjoint(ports.all(), ofNoOffset))
                .filter(ports -> ports.all().stream().allMatch(Ports::isFree))
                .findFirst();
    }

    private static boolean opensInBrowsers(int offset) {
        return GATEWAY + offset != REFUSED_BY_BROWSERS && SANDBOX + offset != REFUSED_BY_BROWSERS;
    }

    /** All ports, management ports included. */
    public List<Integer> all() {
        return byProcess().values().stream().flatMap(List::stream).toList();
    }

    /** The ports that each process listens on, in start order. */
    public Map<String, List<Integer>> byProcess() {
        Map<String, List<Integer>> ports = new LinkedHashMap<>();
        ports.put("postgres", List.of(postgres()));
        ports.put("redis", List.of(redis()));
        ports.put("kafka", List.of(kafka(), kafkaController()));
        Service.all(this).forEach(service -> ports.put(service.name(), service.ports()));
        return ports;
    }

    public int postgres() {
        return 15_432 + offset;
    }

    public int redis() {
        return 16_379 + offset;
    }

    public int kafka() {
        return 19_092 + offset;
    }

    public int kafkaController() {
        return HIGHEST_DEFAULT + offset;
    }

    public int gateway() {
        return GATEWAY + offset;
    }

    public int auth() {
        return 8_081 + offset;
    }

    public int billing() {
        return 8_082 + offset;
    }

    public int generation() {
        return 8_083 + offset;
    }

    public int chat() {
        return 8_084 + offset;
    }

    public int sandbox() {
        return SANDBOX + offset;
    }

    /** The management port of the service with this port. */
    static int management(int port) {
        return port + MANAGEMENT_DISTANCE;
    }
}
