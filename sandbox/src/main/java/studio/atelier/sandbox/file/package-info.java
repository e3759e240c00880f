/** Temporary files: uploads, results, photos sent in chats. */
@NullMarked
package studio.atelier.sandbox.file;

import org.jspecify.annotations.NullMarked;
