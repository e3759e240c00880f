/** Job steps and notices for users. */
@NullMarked
package studio.atelier.contracts.job;

import org.jspecify.annotations.NullMarked;
