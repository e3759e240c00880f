/** The common parts of every service's OpenAPI document. */
@NullMarked
package studio.atelier.platform.openapi;

import org.jspecify.annotations.NullMarked;
