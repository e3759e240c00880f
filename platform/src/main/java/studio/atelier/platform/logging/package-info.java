/** JSON logs without readable secrets, with trace and user in every line. */
@NullMarked
package studio.atelier.platform.logging;

import org.jspecify.annotations.NullMarked;
