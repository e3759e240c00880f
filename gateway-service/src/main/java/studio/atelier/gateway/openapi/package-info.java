/** The OpenAPI document of the whole API. */
@NullMarked
package studio.atelier.gateway.openapi;

import org.jspecify.annotations.NullMarked;
