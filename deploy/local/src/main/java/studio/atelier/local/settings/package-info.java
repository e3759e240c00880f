/** Settings of a local stack: its run directory, ports, secrets and environment. */
@NullMarked
package studio.atelier.local.settings;

import org.jspecify.annotations.NullMarked;
