/** What every service needs to be a service, as Spring Boot auto-configuration. */
@NullMarked
package studio.atelier.platform;

import org.jspecify.annotations.NullMarked;
