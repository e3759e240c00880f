/** Common infrastructure of all services, as Spring Boot auto-configuration. */
@NullMarked
package studio.atelier.platform;

import org.jspecify.annotations.NullMarked;
