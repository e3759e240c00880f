package studio.atelier.auth.signingkey;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;

/** Rotates the signing keys on time. */
@Component
class KeyRotationScheduledTask implements ScheduledTask {

    private final RotateSigningKeys rotateKeys;
    private final SigningKeyProperties properties;

    KeyRotationScheduledTask(RotateSigningKeys rotateKeys, SigningKeyProperties properties) {
        this.rotateKeys = rotateKeys;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "signing-key-rotation";
    }

    @Override
    public String description() {
        return "Publishes the next key for access tokens before it is needed, and deletes keys whose tokens have expired.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(properties.rotationCheckEvery());
    }

    @Override
    public Mono<String> runScheduledTask() {
        return rotateKeys.handle().map(KeyRotationScheduledTask::inWords);
    }

    private static String inWords(RotateSigningKeys.KeyRotationOutcome outcome) {
        return (outcome.added() ? "next key published, " : "no key due, ") + outcome.deleted() + " old keys deleted";
    }
}
