package studio.atelier.local.settings;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that the supervisor starts from a jar of this project.
 *
 * @param name of the process; each further worker has its own name
 * @param module directory of the jar
 * @param artifact first part of the jar's name
 * @param port of its API
 * @param managementPort port of its health endpoint; equal to the port if it has no separate one
 * @param heapMegabytes upper limit of its heap
 * @param hot whether to use the optimizing compiler, which slows the start by some seconds
 */
public record Service(
        String name, String module, String artifact, int port, int managementPort, int heapMegabytes, boolean hot) {

    private static final String GENERATION = "generation-service";

    /** All services in start order, the sandbox first. */
    public static List<Service> all(StackPorts ports) {
        return List.of(
                new Service("sandbox", "sandbox", "atelier-sandbox", ports.sandbox(), ports.sandbox(), 256, false),
                plain("auth-service", ports.auth()),
                plain("billing-service", ports.billing()),
                generation(GENERATION, ports.generation(), StackPorts.management(ports.generation())),
                plain("chat-service", ports.chat()),
                new Service(
                        "gateway-service",
                        "gateway-service",
                        "gateway-service",
                        ports.gateway(),
                        StackPorts.management(ports.gateway()),
                        256,
                        true));
    }

    /** A further generation service that shares the queue of the first. */
    public static Service worker(int number, int port, int managementPort) {
        return generation("worker-" + number, port, managementPort);
    }

    /** The readiness address; a service without a management port is ready when it answers at all. */
    public URI readiness() {
        boolean managed = managementPort != port;
        return URI.create("http://127.0.0.1:" + managementPort + (managed ? "/actuator/health/readiness" : "/"));
    }

    public List<Integer> ports() {
        return Stream.of(port, managementPort).distinct().toList();
    }

    private static Service plain(String name, int port) {
        return new Service(name, name, name, port, StackPorts.management(port), 256, false);
    }

    private static Service generation(String name, int port, int managementPort) {
        return new Service(name, GENERATION, GENERATION, port, managementPort, 512, true);
    }
}
