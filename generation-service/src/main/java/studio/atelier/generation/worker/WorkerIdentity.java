package studio.atelier.generation.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import studio.atelier.contracts.UuidV7Generator;

/**
 * The identity of this process among the workers.
 *
 * @param id new with each start
 */
record WorkerIdentity(UUID id, String host) {

    static WorkerIdentity ofThisProcess() {
        return new WorkerIdentity(UuidV7Generator.nextUuid(), hostName());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
