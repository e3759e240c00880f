package studio.atelier.auth.signingkey;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.schedule.ScheduledTask;

/** Rotates the signing keys on time. */
@Component
class KeyRotationTask implements ScheduledTask {

    private final RotateKeys rotateKeys;
    private final SigningKeyProperties properties;

    KeyRotationTask(RotateKeys rotateKeys, SigningKeyProperties properties) {
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
    public Schedule schedule() {
        return new Schedule.Every(properties.rotationCheckEvery());
    }

    @Override
    public Mono<String> run() {
        return rotateKeys.handle().map(KeyRotationTask::inWords);
    }

    private static String inWords(RotateKeys.Outcome outcome) {
        return (outcome.added() ? "next key published, " : "no key due, ") + outcome.deleted() + " old keys deleted";
    }
}
