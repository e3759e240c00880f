package studio.atelier.generation.work;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import studio.atelier.contracts.Ids;

/**
 * Who this process is to other workers.
 *
 * @param id new with each start
 */
record WorkerName(UUID id, String host) {

    static WorkerName ofThisProcess() {
        return new WorkerName(Ids.next(), hostName());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
