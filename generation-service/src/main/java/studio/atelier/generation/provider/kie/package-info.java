/** The kie.ai jobs API: upload, create, callback, poll. */
@NullMarked
package studio.atelier.generation.provider.kie;

import org.jspecify.annotations.NullMarked;
