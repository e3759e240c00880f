/** What every service's OpenAPI document says alike. */
@NullMarked
package studio.atelier.platform.openapi;

import org.jspecify.annotations.NullMarked;
