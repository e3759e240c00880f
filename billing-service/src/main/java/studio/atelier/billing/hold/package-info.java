/**
 * Answers other services' commands to set units aside, charge them and give them back, and ends what nobody settles.
 */
@NullMarked
package studio.atelier.billing.hold;

import org.jspecify.annotations.NullMarked;
