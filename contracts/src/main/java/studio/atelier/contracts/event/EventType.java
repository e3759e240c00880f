package studio.atelier.contracts.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names an event on the wire: the CloudEvents {@code type}, and the one topic it travels on. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventType {

    /** The CloudEvents {@code type}, with its major version: {@code billing.hold-placed.v1}. */
    String value();

    /** The topic it travels on. */
    EventTopic topic();
}
