package studio.atelier.contracts.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of an event on the wire, as CloudEvents {@code type}, and its topic. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventType {

    /** The CloudEvents {@code type}, with its major version: {@code billing.hold-placed.v1}. */
    String value();

    /** The topic that it is published to. */
    EventTopic topic();
}
